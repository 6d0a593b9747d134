// The codecs as a C++ programmer would write them: simdjson's On-Demand into a vector, std::to_chars into memory.
//
// It obeys the lines that Benchmarks/Probe obeys.

#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

namespace {

struct Workload {
    virtual ~Workload() = default;
    virtual void run() = 0;
    virtual std::string_view outcome() const = 0;
};

std::string contents(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path);
    return {std::istreambuf_iterator<char>(file), {}};
}

// The logits as float32, rows one after another, and the labels. Memory is kept from run to run.
class Reading final : public Workload {
public:
    explicit Reading(const std::string& path) : body(simdjson::padded_string::load(path)) {}

    void run() override {
        logits.clear();
        labels.clear();
        auto document = parser.iterate(body);
        for (auto field : document.get_object()) {
            const std::string_view name = field.unescaped_key();
            if (name == "logits") {
                for (auto row : field.value().get_array())
                    for (double number : row.get_array()) logits.push_back(static_cast<float>(number));
            } else if (name == "labels") {
                for (std::int64_t label : field.value().get_array()) labels.push_back(label);
            }
        }
    }

    std::string_view outcome() const override {
        return {reinterpret_cast<const char*>(logits.data()), logits.size() * sizeof(float)};
    }

private:
    simdjson::padded_string body;
    simdjson::ondemand::parser parser;
    std::vector<float> logits;
    std::vector<std::int64_t> labels;
};

// Shortest decimals that read back the same.
class Writing final : public Workload {
public:
    Writing(const std::string& path, std::size_t classes) : classes(classes) {
        const std::string octets = contents(path);
        gradients.resize(octets.size() / sizeof(float));
        std::memcpy(gradients.data(), octets.data(), gradients.size() * sizeof(float));
        text.resize(64 + gradients.size() * 17);
    }

    void run() override {
        char* p = append(text.data(), R"({"gradients":[)");
        for (std::size_t i = 0; i < gradients.size(); ++i) {
            if (i % classes == 0) p = append(p, i == 0 ? "[" : "],[");
            else *p++ = ',';
            p = std::to_chars(p, p + 16, gradients[i]).ptr;
        }
        length = append(p, "]]}") - text.data();
    }

    std::string_view outcome() const override { return {text.data(), length}; }

private:
    static char* append(char* p, std::string_view what) {
        std::memcpy(p, what.data(), what.size());
        return p + what.size();
    }

    std::vector<float> gradients;
    std::size_t classes;
    std::vector<char> text;
    std::size_t length = 0;
};

std::unique_ptr<Workload> workload(const std::string& kind, std::istream& arguments) {
    std::string path;
    std::size_t classes;
    if (kind == "simdjson-read" && arguments >> path) return std::make_unique<Reading>(path);
    if (kind == "to_chars-write" && arguments >> path >> classes) return std::make_unique<Writing>(path, classes);
    throw std::runtime_error("unknown: " + kind);
}

std::map<std::string, std::unique_ptr<Workload>> workloads;

std::string obey(std::istream& words) {
    std::string command, name, word;
    words >> command >> name >> word;
    if (command == "prepare") {
        auto made = workload(word, words);
        made->run();
        workloads[name] = std::move(made);
        return "ready";
    }
    Workload& chosen = *workloads.at(name);
    if (command == "run") {
        const long count = std::stol(word);
        const auto started = std::chrono::steady_clock::now();
        for (long i = 0; i < count; ++i) chosen.run();
        const std::chrono::nanoseconds duration = std::chrono::steady_clock::now() - started;
        return std::to_string(duration.count());
    }
    if (command == "outcome") {
        const std::string_view octets = chosen.outcome();
        std::ofstream(word, std::ios::binary).write(octets.data(), static_cast<std::streamsize>(octets.size()));
        return "ready";
    }
    throw std::runtime_error("unknown: " + command);
}

}  // namespace

int main() {
    for (std::string line; std::getline(std::cin, line);) {
        try {
            std::istringstream words(line);
            std::cout << obey(words) << std::endl;
        } catch (const std::exception& error) {
            std::cout << "error " << error.what() << std::endl;
        }
    }
}
