extension Substring {
    /// Without the spaces and tabs at either end.
    package var withoutOuterBlanks: Substring {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        let rest = drop(while: isBlank)
        guard let end = rest.lastIndex(where: { !isBlank($0) }) else { return "" }
        return rest[...end]
    }
}
