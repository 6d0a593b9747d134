extension BatchReading {
    /// A tensor in the type that the batch is worked on in, as it was sent.
    struct Logits {
        let tensor: LogitsTensor
        let form: TensorForm

        init(_ read: JSONTensor<Float>) { (tensor, form) = (.float32(read.storage), read.form) }

        init(_ read: JSONTensor<Double>) { (tensor, form) = (.float64(read.storage), read.form) }
    }

    /// Labels as they were sent.
    struct Labels {
        let storage: TensorStorage<Int64>
        let form: TensorForm

        init(_ read: JSONTensor<Int64>) { (storage, form) = (read.storage, read.form) }
    }
}
