#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

enum Logarithm {
    /// ln x, libm's.
    @inline(__always)
    static func natural(_ x: Double) -> Double { log(x) }
}
