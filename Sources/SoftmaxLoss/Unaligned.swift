/// Numbers at any address: tensors lie where a socket or a file put them, which is on no boundary of theirs.
///
/// A typed pointer to such a place may be made and moved; what must not happen is to go through it. These go around it,
/// and are compiled to the same instructions.
extension UnsafePointer where Pointee: BitwiseCopyable {
    @inline(__always)
    subscript(unaligned index: Int) -> Pointee { UnsafeRawPointer(self + index).loadUnaligned(as: Pointee.self) }
}

extension UnsafeMutablePointer where Pointee: BitwiseCopyable {
    @inline(__always)
    subscript(unaligned index: Int) -> Pointee {
        get { UnsafeRawPointer(self + index).loadUnaligned(as: Pointee.self) }
        nonmutating set { UnsafeMutableRawPointer(self + index).storeBytes(of: newValue, as: Pointee.self) }
    }

    /// Copies `count` numbers, of which neither side need be aligned.
    @inline(__always)
    func copy(unaligned source: UnsafePointer<Pointee>, count: Int) {
        UnsafeMutableRawPointer(self).copyMemory(from: source, byteCount: count &* MemoryLayout<Pointee>.stride)
    }

    /// The same for at most sixteen, where a call would take longer than the copying: two pieces that may overlap.
    @inline(__always)
    func copy(unaligned source: UnsafePointer<Pointee>, few count: Int) {
        @inline(__always)
        func copyEnds(_ piece: Int) {
            copy(unaligned: source, count: piece)
            (self + (count &- piece)).copy(unaligned: source + (count &- piece), count: piece)
        }
        if count >= 8 {
            copyEnds(8)
        } else if count >= 4 {
            copyEnds(4)
        } else {
            for index in 0..<count { self[unaligned: index] = source[unaligned: index] }
        }
    }
}

extension UnsafeMutablePointer where Pointee: LossScalar {
    /// Writes `count` zeros.
    @inline(__always)
    func clear(unaligned count: Int) {
        // Whose bits are 0.
        UnsafeMutableRawPointer(self).initializeMemory(
            as: UInt8.self, repeating: 0, count: count &* MemoryLayout<Pointee>.stride)
    }
}
