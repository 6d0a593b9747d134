import Foundation

/// Turns the signal for too much processor time into one that libFuzzer keeps the input for. Its own limit counts the
/// time of a clock, in which a process that waits for a processor seems to hang.
@_cdecl("LLVMFuzzerInitialize")
public func abortPastProcessorTime(
    _: UnsafeMutablePointer<CInt>, _: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>
) -> CInt {
    signal(SIGXCPU) { _ in abort() }
    return 0
}
