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
