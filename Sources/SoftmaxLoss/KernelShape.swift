/// What a kernel needs of a ``LogitsShape`` while it runs: numbers alone, which are copied without counting references.
struct KernelShape: BitwiseCopyable {
    let classCount: Int
    let classOffset: Int
    let totalClassCount: Int
    let innerCount: Int
    let positionCount: Int

    init(_ shape: borrowing LogitsShape) {
        classCount = shape.classCount
        classOffset = shape.classOffset
        totalClassCount = shape.totalClassCount
        innerCount = shape.innerCount
        positionCount = shape.positionCount
    }
}
