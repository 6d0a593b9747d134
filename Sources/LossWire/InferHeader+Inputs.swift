/// The elements of `inputs`.
extension InferHeader {
    mutating func readInputs(_ reader: inout JSONReader) throws(LossWireError) {
        try readList(&reader, of: "tensors", at: "/inputs") { header, reader, index throws(LossWireError) in
            header.inputs.append(try header.readInput(&reader, index))
        }
    }

    private mutating func readInput(_ reader: inout JSONReader, _ index: Int) throws(LossWireError) -> Input {
        let before = issues.count
        var input = Input()
        var contents = 0
        try readObject(&reader, at: "/inputs/\(index)") { header, reader, name throws(LossWireError) in
            if ("name" as StaticString).isText(of: name) {
                input.name = try header.readText(&reader, at: "/inputs/\(index)/name") ?? ""
            } else if ("datatype" as StaticString).isText(of: name) {
                input.datatype = try header.readDatatype(
                    &reader, at: "/inputs/\(index)/datatype", as: \.protocolName)
            } else if ("shape" as StaticString).isText(of: name) {
                input.dimensions = try header.readSizes(
                    &reader, at: "/inputs/\(index)/shape", maximum: ListSizes.capacity)
            } else if ("parameters" as StaticString).isText(of: name) {
                try header.readParameters(&reader, index, &input, &contents)
            } else if ("data" as StaticString).isText(of: name) {
                input.content = .data(reader.next)
                contents += 1
                try reader.skipValue()
            } else {
                header.add(
                    JSONPointer.member(name, of: "/inputs/\(index)"),
                    "unknown field; a tensor has name, shape, datatype, parameters and data")
                try reader.skipValue()
            }
        }
        if issues.count == before { check(input, index, contents) }
        input.isBroken = issues.count > before
        return input
    }

    private mutating func check(_ input: Input, _ index: Int, _ contents: Int) {
        if input.name.isEmpty {
            add("/inputs/\(index)", "has no name; the tensors of a batch are \(LossField.tensors)")
        }
        if input.datatype == nil { add("/inputs/\(index)", "has no datatype") }
        if input.dimensions == nil { add("/inputs/\(index)", "has no shape") }
        if contents == 0 { add("/inputs/\(index)", "has no content: neither data nor binary_data_size") }
        if contents > 1 {
            add("/inputs/\(index)", "has both data and binary_data_size, and only one of them can be its content")
        }
    }

    private mutating func readParameters(
        _ reader: inout JSONReader, _ index: Int, _ input: inout Input, _ contents: inout Int
    ) throws(LossWireError) {
        try readObject(&reader, at: "/inputs/\(index)/parameters") { header, reader, name throws(LossWireError) in
            if ("binary_data_size" as StaticString).isText(of: name) {
                contents += 1
                if let size = try header.readInteger(&reader), size >= 0 {
                    input.content = .octets(Int(clamping: size))
                } else {
                    header.add("/inputs/\(index)/parameters/binary_data_size", "has to be a number of octets")
                }
                return
            }
            if ("shared_memory_region" as StaticString).isText(of: name) {
                contents += 1
                header.refuseSharedMemory(at: "/inputs/\(index)/parameters")
            }
            // Whatever else is there is for other servers.
            try reader.skipValue()
        }
    }
}
