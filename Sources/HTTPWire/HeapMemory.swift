#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Memory for octets, straight from `malloc`: Swift's own `allocate(byteCount:alignment:)` asks for aligned memory even
/// where any would do, which takes the C library several times as long.
enum HeapMemory {
    /// Aligned for every scalar type. As everywhere in Swift, being out of memory ends the process.
    static func allocate(_ count: Int) -> UnsafeMutableRawPointer {
        guard let memory = malloc(max(count, 1)) else { fatalError("out of memory") }
        return memory
    }

    static func release(_ memory: UnsafeMutableRawPointer) { free(memory) }
}
