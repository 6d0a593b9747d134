import Testing

@testable import HTTPTransport

struct ByteBudgetTests {
    @Test func isExactAtItsLimit() {
        let budget = ByteBudget(limit: 100)
        #expect(budget.reserve(60))
        #expect(budget.hasRoom(for: 40) && !budget.hasRoom(for: 41) && !budget.hasRoom(for: .max))
        #expect(!budget.reserve(41))
        #expect(budget.inUse == 60)
        #expect(budget.reserve(40))
        budget.release(100)
        #expect(budget.inUse == 0)
    }
}
