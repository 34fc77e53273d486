// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/models/safetensors.h"
#include "test_program.h"

#include <QTemporaryDir>
#include <QTest>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <numeric>
#include <random>
#include <stdexcept>
#include <string>

namespace fs = std::filesystem;

namespace {

/// A file of any header, right or wrong.
std::string withHeader(const std::string& header, const std::string& data = {})
{
    const std::uint64_t length = header.size();
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &length, 8);
    return bytes + header + data;
}

std::string withLength(std::uint64_t length, const std::string& rest)
{
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &length, 8);
    return bytes + rest;
}

template <typename Call>
std::string complaint(Call call)
{
    try {
        call();
        return {};
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

template <typename T>
nn::Tensor tensor(const std::string& name, std::vector<std::int64_t> shape, std::vector<T> values)
{
    return nn::makeTensor<T>(name, std::move(shape), values);
}

nn::TensorFile example()
{
    nn::TensorFile file;
    file.tensors = { tensor<float>("fc.weight", { 3, 1 }, { 1.5F, -0.0F, 1e-45F }),
        tensor<double>("fc.bias", { 2 }, { 0.1, std::numeric_limits<double>::infinity() }),
        tensor<std::int64_t>("bn.num_batches_tracked", {}, { std::int64_t { -7 } }),
        tensor<float>("empty", { 0, 4 }, {}) };
    file.metadata = { { "format", "pt" }, { "separatrix.model", "{\"model\": \"mlp\"}" } };
    return file;
}

QByteArray raw(const std::string& bytes)
{
    return QByteArray::fromStdString(bytes);
}

/// One tensor of two floats, with the given fields.
QByteArray one(const std::string& fields, const std::string& data = "12345678")
{
    return raw(withHeader("{\"w\": {" + fields + "}}", data));
}

} // namespace

class TestSafetensors : public QObject {
    Q_OBJECT

private slots:
    void roundTripKeepsEverything()
    {
        const nn::TensorFile before = example();
        const std::string bytes = nn::serializeSafetensors(before);
        const nn::TensorFile after = nn::parseSafetensors(bytes, "x");
        QVERIFY(after.metadata == before.metadata);
        QCOMPARE(after.tensors.size(), before.tensors.size());
        for (std::size_t i = 0; i < after.tensors.size(); ++i) {
            QCOMPARE(after.tensors[i].name, before.tensors[i].name);
            QVERIFY(after.tensors[i].type == before.tensors[i].type);
            QVERIFY(after.tensors[i].shape == before.tensors[i].shape);
            QVERIFY(after.tensors[i].bytes == before.tensors[i].bytes);
        }
        QCOMPARE(nn::serializeSafetensors(after), bytes);
    }

    void layoutFollowsTheFormat()
    {
        const std::string bytes = nn::serializeSafetensors(example());
        std::uint64_t length = 0;
        std::memcpy(&length, bytes.data(), 8);
        QCOMPARE(length % 8, std::uint64_t { 0 });
        const std::string header = bytes.substr(8, static_cast<std::size_t>(length));
        // The larger numbers come first, so that all are aligned.
        QVERIFY2(
            header.starts_with(
                "{\"__metadata__\":{\"format\":\"pt\",\"separatrix.model\":\"{\\\"model\\\": "
                "\\\"mlp\\\"}\"}," // moc trips over \" in raw strings

                R"("fc.weight":{"dtype":"F32","shape":[3,1],"data_offsets":[24,36]},)"
                R"("fc.bias":{"dtype":"F64","shape":[2],"data_offsets":[0,16]},)"
                R"("bn.num_batches_tracked":{"dtype":"I64","shape":[],"data_offsets":[16,24]},)"
                R"("empty":{"dtype":"F32","shape":[0,4],"data_offsets":[36,36]}})"),
            header.c_str());
        QCOMPARE(bytes.size(), 8 + static_cast<std::size_t>(length) + 36);
        float first = 0.0F;
        std::memcpy(&first, bytes.data() + 8 + length + 24, sizeof first);
        QCOMPARE(first, 1.5F);
    }

    void findAndValues()
    {
        const nn::TensorFile file = example();
        QVERIFY(file.find("nothing") == nullptr);
        const nn::Tensor* bias = file.find("fc.bias");
        QVERIFY(bias != nullptr);
        QCOMPARE(bias->values<double>().at(0), 0.1);
        QVERIFY_EXCEPTION_THROWN(bias->values<float>(), std::invalid_argument);
        QCOMPARE(
            file.find("bn.num_batches_tracked")->values<std::int64_t>().at(0), std::int64_t { -7 });
    }

    void readsWhatPyTorchWrites()
    {
        const nn::TensorFile file = nn::readSafetensors(TEST_DATA_DIR "/pytorch.safetensors");
        QCOMPARE(file.metadata.at("format"), std::string("pt"));
        const nn::Tensor* weight = file.find("0.weight");
        QVERIFY(weight != nullptr);
        QVERIFY((weight->shape == std::vector<std::int64_t> { 2, 3 }));
        const std::vector<float> expected { 0.0F, 0.125F, 0.25F, 0.375F, 0.5F, 0.625F };
        QVERIFY(weight->values<float>() == expected);
        QCOMPARE(
            file.find("1.num_batches_tracked")->values<std::int64_t>().at(0), std::int64_t { 41 });
    }

    void badFiles_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("expected");
        const std::string type = R"("dtype":"F32",)";
        const std::string shape = R"("shape":[2],)";
        const std::string offsets = R"("data_offsets":[0,8])";

        QTest::newRow("empty") << QByteArray() << "found 0 bytes";
        QTest::newRow("no length") << QByteArray("1234567") << "found 7 bytes";
        QTest::newRow("text") << QByteArray("<html>Not found") << "not a safetensors file";
        QTest::newRow("length wraps")
            << raw(withLength(~std::uint64_t { 0 } - 3, "{}")) << "header length is 184467440737";
        QTest::newRow("length over limit")
            << raw(withLength(100'000'001, "{}")) << "expected at most 100000000";
        QTest::newRow("header truncated")
            << raw(withLength(100, "{}")) << "truncated: found 2 bytes after the header length";
        QTest::newRow("no header") << raw(withHeader("")) << "does not start with {";
        QTest::newRow("array") << raw(withHeader("[]")) << "does not start with {";
        QTest::newRow("JSON cut") << raw(withHeader("{\"w\":")) << "not valid JSON (byte 6 of it)";
        QTest::newRow("JSON and more") << raw(withHeader("{} {}")) << "not valid JSON";
        QTest::newRow("not UTF-8") << raw(withHeader("{\"\xff\":1}")) << "not valid JSON";
        QTest::newRow("huge number")
            << one(type + R"("shape":[1e999],)" + offsets) << "number that is too large";
        QTest::newRow("deep") << raw(withHeader("{\"w\":" + std::string(100'000, '[')))
                              << "nested deeper";
        QTest::newRow("twice") << raw(withHeader(R"({"w":{},"w":{}})"))
                               << "holds the name \"w\" twice";
        QTest::newRow("key twice")
            << one(type + type + shape + offsets) << "holds the name \"dtype\" twice";
        QTest::newRow("metadata number") << raw(withHeader(R"({"__metadata__":{"a":1}})"))
                                         << "__metadata__: the value of \"a\" is number";
        QTest::newRow("metadata list") << raw(withHeader(R"({"__metadata__":[]})"))
                                       << "__metadata__: found array, expected an object";
        QTest::newRow("not an object")
            << raw(withHeader(R"({"w":3})")) << "tensor \"w\": found number, expected an object";
        QTest::newRow("no dtype") << one(shape + offsets) << "tensor \"w\": dtype is missing";
        QTest::newRow("no offsets") << one(type + R"("shape":[2])") << "data_offsets is missing";
        QTest::newRow("unknown key") << one(type + shape + offsets + R"(,"x":1)")
                                     << "tensor \"w\": found \"x\", expected dtype";
        QTest::newRow("half") << one(R"("dtype":"F16",)" + shape + offsets)
                              << "tensor \"w\": found dtype \"F16\", expected F32, F64 or I64";
        QTest::newRow("dtype number")
            << one(R"("dtype":32,)" + shape + offsets) << "dtype is number, expected a string";
        QTest::newRow("shape number")
            << one(type + R"("shape":2,)" + offsets) << "shape is number, expected an array";
        for (const char* size : { "-1", "2.0", "\"2\"", "null", "9223372036854775808" })
            QTest::addRow("size %s", size)
                << one(type + "\"shape\":[" + size + "]," + offsets) << "in shape, expected whole";
        QTest::newRow("17 axes") << one(type + "\"shape\":[2,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"
            + offsets) << "shape has 17 axes";
        QTest::newRow("product wraps to 2")
            << one(type + R"("shape":[4294967296,4294967296,2],)" + offsets)
            << "tensor \"w\": the shape [4294967296, 4294967296, 2] is too large";
        QTest::newRow("bytes wrap to 8")
            << one(type + R"("shape":[4611686018427387906],)" + offsets) << "is too large";
        QTest::newRow("shape and bytes")
            << one(type + R"("shape":[3],)" + offsets) << "span 8 bytes, expected 12 for F32 [3]";
        for (const char* wrong : { "8", "[8]", "[0,4,8]", "[-8,0]", "[0.0,8]", "[\"0\",8]" })
            QTest::addRow("offsets %s", wrong) << one(type + shape + "\"data_offsets\":" + wrong)
                                               << "data_offsets are not two whole numbers";
        QTest::newRow("backwards")
            << one(type + shape + R"("data_offsets":[8,0])") << "[8, 0] run backwards";
        QTest::newRow("past the end") << one(type + shape + R"("data_offsets":[1,9])")
                                      << "lead past the end, expected at most 8";
        QTest::newRow("data truncated")
            << one(type + shape + offsets, "1234567") << "lead past the end, expected at most 7";
        QTest::newRow("far past the end")
            << one(type + shape + R"("data_offsets":[18446744073709551608,18446744073709551615])")
            << "lead past the end";
        QTest::newRow("hole") << one(type + shape + R"("data_offsets":[4,12])", "123456789012")
                              << "start at 4, expected 0; there is a hole before it";
        QTest::newRow("overlap") << raw(withHeader(
            R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
            R"("b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}})",
            "123456789012")) << "tensor \"b\": its bytes start at 4, expected 8; tensors overlap";
        QTest::newRow("shared") << raw(
            withHeader(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},)"
                       R"("b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})",
                "12345678")) << "tensors overlap";
        QTest::newRow("surplus") << one(type + shape + offsets, "123456789")
                                 << "found 1 surplus bytes after the last tensor";
        QTest::newRow("only data") << raw(withHeader("{}", "1")) << "found 1 surplus bytes";
    }

    void badFiles()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, expected);
        const std::string message
            = complaint([&] { nn::parseSafetensors(bytes.toStdString(), "m.safetensors"); });
        QVERIFY2(message.starts_with("m.safetensors: "), message.c_str());
        QVERIFY2(QString::fromStdString(message).contains(expected), message.c_str());
    }

    void foreignNamesCannotSteerTheTerminal()
    {
        const std::string name = R"(\u001b[31m)" + std::string(500, 'x');
        const std::string message
            = complaint([&] { nn::parseSafetensors(withHeader("{\"" + name + "\":3}"), "m"); });
        QVERIFY(message.find('\x1b') == std::string::npos);
        QVERIFY(message.size() < 200);
    }

    // A reader may refuse or accept a damaged file, but only with its own kind of error.
    void damagedBytesNeverCrash()
    {
        const std::string good = nn::serializeSafetensors(example());
        std::mt19937 random(1);
        for (int i = 0; i < 20'000; ++i) {
            std::string bad = good;
            for (int k = 0; k <= i % 3; ++k)
                bad[random() % bad.size()] = static_cast<char>(random() % 256);
            bad.resize(i % 5 == 0 ? random() % good.size() : good.size());
            complaint([&] { nn::parseSafetensors(bad, "m"); });
        }
    }

    void manyNamesTakeLinearTime()
    {
        const std::string empty = R"({"dtype":"F32","shape":[0],"data_offsets":[0,0]})";
        std::string header;
        for (int i = 0; i < 100'000; ++i)
            header += (i ? ",\"" : "{\"") + std::to_string(i) + "\":" + empty;
        QCOMPARE(nn::parseSafetensors(withHeader(header + "}"), "m").tensors.size(),
            std::size_t { 100'000 });
    }

    void wrongCallsThrow()
    {
        nn::TensorFile file = example();
        file.tensors.push_back(file.tensors.front());
        QVERIFY_EXCEPTION_THROWN(nn::serializeSafetensors(file), std::invalid_argument);
        file = example();
        file.tensors.front().bytes.pop_back();
        QVERIFY_EXCEPTION_THROWN(nn::serializeSafetensors(file), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(tensor<float>("w", { 3 }, { 1.0F, 2.0F }), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(tensor<float>("w", { -1, -1 }, { 1.0F }), std::invalid_argument);
    }

    void filesOnDisk()
    {
        QTemporaryDir folder;
        const fs::path file = fs::path(folder.path().toStdString()) / "m.safetensors";
        nn::writeSafetensors(file, example());
        QCOMPARE(nn::readSafetensors(file).tensors.size(), std::size_t { 4 });
        QVERIFY(complaint([&] {
            nn::writeSafetensors(file / "x", example());
        }).find("cannot be written")
            != std::string::npos);
        QCOMPARE(complaint([] { nn::readSafetensors("/nowhere/m"); }),
            std::string("/nowhere/m: cannot be opened (No such file or directory)"));
        QVERIFY(complaint([&] {
            nn::readSafetensors(file.parent_path());
        }).ends_with("is not a regular file, expected a safetensors file"));
        std::ofstream(file).close();
        fs::resize_file(file, std::uintmax_t { 1 } << 40); // sparse
        QVERIFY(complaint([&] { nn::readSafetensors(file); }).find("expected at most 2147483648")
            != std::string::npos);
    }
};

REGISTER_TEST(TestSafetensors)
#include "tst_safetensors.moc"
