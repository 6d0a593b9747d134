/// Who may ask for what.
package struct Access: Sendable {
    package let tokens: AccessTokens
    /// Whether liveness, readiness and metrics are told without a token, as orchestrators and scrapers often have none.
    let healthIsOpen: Bool

    package init(tokens: AccessTokens, healthIsOpen: Bool) {
        self.tokens = tokens
        self.healthIsOpen = healthIsOpen
    }
}
