/// An answer that lies ready in the loop's buffer, and whom it is for.
struct WaitingAnswer {
    let connection: Connection
    let octets: Range<Int>
}
