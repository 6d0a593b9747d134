// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

let package = Package(
    name: "softmax-loss-server",
    platforms: [.macOS(.v26)],
    products: [
        .library(name: "SoftmaxLoss", targets: ["SoftmaxLoss"]),
        .executable(name: "softmax-loss-server", targets: ["LossServer"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.0.0"),
    ],
    targets: [
        .target(name: "CLinux"),
        .target(name: "CProcessor"),
        .target(name: "CLanes"),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "SoftmaxLoss", swiftSettings: strict),
        .target(name: "Memory", swiftSettings: strict),
        .target(name: "LossWire", dependencies: ["SoftmaxLoss", "Memory", "CLanes"], swiftSettings: strict),
        .target(name: "HTTPWire", dependencies: ["Memory", "CLanes"], swiftSettings: strict),
        .target(
            name: "HTTPTransport",
            dependencies: [
                "HTTPWire", "Memory", "CLinux", "COpenSSL", "CZlib", .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .target(
            name: "LossService",
            dependencies: ["LossWire", "HTTPWire", "SoftmaxLoss", "Memory", "Yams"],
            resources: [.embedInCode("Resources/openapi.yaml")],
            swiftSettings: strict),
        .executableTarget(
            name: "LossServer",
            dependencies: [
                "LossService", "HTTPTransport", "HTTPWire", "CProcessor",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        // For Scripts/bench alone; the server does not need it.
        .executableTarget(
            name: "BenchmarkProbe", dependencies: ["LossWire", "SoftmaxLoss"], path: "Benchmarks/Probe",
            swiftSettings: strict),
        .target(
            name: "TestSupport", dependencies: ["COpenSSL"], path: "Tests/TestSupport", resources: [.copy("Fixtures")],
            swiftSettings: strict),
        .testTarget(name: "SoftmaxLossTests", dependencies: ["SoftmaxLoss", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "MemoryTests", dependencies: ["Memory"], swiftSettings: strict),
        .testTarget(name: "LossWireTests", dependencies: ["LossWire", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "HTTPWireTests", dependencies: ["HTTPWire", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "HTTPTransportTests", dependencies: ["HTTPTransport", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "LossServiceTests", dependencies: ["LossService", "TestSupport", "Yams"], swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests", dependencies: ["LossServer", "TestSupport"], swiftSettings: strict),
    ],
    swiftLanguageModes: [.v6]
)
