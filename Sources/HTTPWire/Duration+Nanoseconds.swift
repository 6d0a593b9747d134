extension Duration {
    /// At least 0; as many as there can be where there are more.
    package var nanoseconds: Int64 {
        let (whole, overflow) = components.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, sumOverflow) = whole.addingReportingOverflow(components.attoseconds / 1_000_000_000)
        return overflow || sumOverflow ? .max : max(sum, 0)
    }
}
