/// What client and server agreed on, in words.
struct TLSFacts {
    let version: String
    let cipher: String
    /// Of the client's certificate, which has been found good, as RFC 2253 writes it; nil without one.
    let subject: String?
}
