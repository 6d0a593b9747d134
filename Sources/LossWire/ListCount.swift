import CLanes

/// What is known of a text of lists before any of its elements is read: how many commas it has, and how its brackets open
/// and close. Brackets are all that matters: within a string they are taken for brackets, too.
struct ListCount {
    private(set) var commas = 0
    /// How many more lists are open behind the text than before it.
    private(set) var balance = 0
    /// The least of that behind any of its octets, or 0.
    private(set) var least = 0

    /// Of no text.
    init() {}

    /// Not inlined: the C functions are within reach of the compiler in one file only.
    @inline(never)
    init(_ text: Range<UnsafePointer<UInt8>>) {
        var p = text.lowerBound
        while text.upperBound - p >= 64 {
            commas &+= clanes_equal(p, UInt8(ascii: ",")).nonzeroBitCount
            let opening = clanes_equal(p, UInt8(ascii: "["))
            let brackets = opening | clanes_equal(p, UInt8(ascii: "]"))
            if brackets != 0 { add(brackets, opening) }
            p += 64
        }
        while p < text.upperBound {
            if p.pointee == UInt8(ascii: ",") { commas &+= 1 }
            let isOpening = p.pointee == UInt8(ascii: "[")
            if isOpening || p.pointee == UInt8(ascii: "]") { add(1, isOpening ? 1 : 0) }
            p += 1
        }
    }

    private mutating func add(_ brackets: UInt64, _ opening: UInt64) {
        var rest = brackets
        while rest != 0 {
            balance &+= opening & rest & (0 &- rest) != 0 ? 1 : -1
            least = min(least, balance)
            rest &= rest &- 1
        }
    }

    /// The first `octet` in `text`; nil where there is none.
    @inline(never)
    static func place(of octet: UInt8, in text: Range<UnsafePointer<UInt8>>) -> UnsafePointer<UInt8>? {
        var p = text.lowerBound
        while text.upperBound - p >= 64 {
            let places = clanes_equal(p, octet)
            if places != 0 { return p + places.trailingZeroBitCount }
            p += 64
        }
        while p < text.upperBound {
            if p.pointee == octet { return p }
            p += 1
        }
        return nil
    }

    /// Behind the bracket in `text` that closes the last of `open` lists; nil where it is not there.
    @inline(never)
    static func end(of open: Int, in text: Range<UnsafePointer<UInt8>>) -> UnsafePointer<UInt8>? {
        var open = open
        var p = text.lowerBound
        while text.upperBound - p >= 64 {
            let opening = clanes_equal(p, UInt8(ascii: "["))
            var brackets = opening | clanes_equal(p, UInt8(ascii: "]"))
            while brackets != 0 {
                open &+= opening & brackets & (0 &- brackets) != 0 ? 1 : -1
                if open == 0 { return p + brackets.trailingZeroBitCount + 1 }
                brackets &= brackets &- 1
            }
            p += 64
        }
        while p < text.upperBound {
            if p.pointee == UInt8(ascii: "[") { open += 1 }
            if p.pointee == UInt8(ascii: "]") { open -= 1 }
            p += 1
            if open == 0 { return p }
        }
        return nil
    }
}
