import HTTPWire

extension HTTPLimits {
    /// Limits that small inputs reach, where `choice` has the bit for them; `0` (0x30) has none of these bits.
    init(_ choice: UInt8) {
        self.init()
        // More would only be time spent on getting memory.
        maxBodyBytes = 1 << 16
        if choice & 1 != 0 {
            maxRequestLineBytes = 24
            maxHeaderBytes = 80
            maxHeaderFields = 3
        }
        if choice & 2 != 0 { maxBodyBytes = 12 }
        if choice & 4 != 0 {
            maxDiscardedBytes = 8
            maxLingerBytes = 8
        }
        if choice & 8 != 0 { maxChunkExtensionBytes = 6 }
    }
}
