/// The elements of `outputs`.
extension InferHeader {
    mutating func readOutputs(_ reader: inout JSONReader) throws(LossWireError) {
        var outputs: [Output] = []
        try readList(&reader, of: "outputs", at: "/outputs") { header, reader, index throws(LossWireError) in
            outputs.append(try header.readOutput(&reader, index))
        }
        // None that are named are all that there are by default.
        if !outputs.isEmpty { self.outputs = outputs }
    }

    private mutating func readOutput(_ reader: inout JSONReader, _ index: Int) throws(LossWireError) -> Output {
        var output = Output()
        try readObject(&reader, at: "/outputs/\(index)") { header, reader, name throws(LossWireError) in
            if ("name" as StaticString).isText(of: name) {
                output.name = try header.readText(&reader, at: "/outputs/\(index)/name") ?? ""
            } else if ("parameters" as StaticString).isText(of: name) {
                output.isBinary = try header.readParameters(&reader, index)
            } else {
                header.add(
                    JSONPointer.member(name, of: "/outputs/\(index)"),
                    "unknown field; an output has name and parameters")
                try reader.skipValue()
            }
        }
        return output
    }

    /// Whether the output is to come as octets, where that is said.
    private mutating func readParameters(_ reader: inout JSONReader, _ index: Int) throws(LossWireError) -> Bool? {
        var isBinary: Bool?
        try readObject(&reader, at: "/outputs/\(index)/parameters") { header, reader, name throws(LossWireError) in
            if ("binary_data" as StaticString).isText(of: name) {
                isBinary = try header.readBoolean(&reader, at: "/outputs/\(index)/parameters/binary_data")
                return
            }
            if ("classification" as StaticString).isText(of: name) {
                // Clients that do not ask for it send 0.
                guard try header.readInteger(&reader) != 0 else { return }
                return header.add(
                    "/outputs/\(index)/parameters/classification",
                    "is for other servers; there is the output predictions")
            }
            if ("shared_memory_region" as StaticString).isText(of: name) {
                header.refuseSharedMemory(at: "/outputs/\(index)/parameters")
            }
            try reader.skipValue()
        }
        return isBinary
    }
}
