// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "hummingbird-peer",
    platforms: [.macOS(.v26)],
    dependencies: [.package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.5.0")],
    targets: [
        .executableTarget(name: "Server", dependencies: [.product(name: "Hummingbird", package: "hummingbird")])
    ],
    swiftLanguageModes: [.v6]
)
