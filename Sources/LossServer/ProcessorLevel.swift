import CProcessor

/// The instruction set that the program was compiled for.
enum ProcessorLevel {
    static let name = String(cString: processor_level())
}
