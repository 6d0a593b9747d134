/// Who may ask for what.
package struct Access: Sendable {
    package let tokens: AccessTokens
    /// Whether liveness and readiness are told without a token, as orchestrators often have none.
    let healthIsOpen: Bool

    package init(tokens: AccessTokens, healthIsOpen: Bool) {
        self.tokens = tokens
        self.healthIsOpen = healthIsOpen
    }
}
