// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/data/idx_file.h"
#include "nn/data/mnist.h"
#include "test_program.h"

#include <QTemporaryDir>
#include <QTest>

#include <zlib.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <numeric>
#include <stdexcept>
#include <string>

#include <sys/resource.h>

namespace fs = std::filesystem;

namespace {

std::string words(std::initializer_list<std::uint32_t> values)
{
    std::string bytes;
    for (const std::uint32_t value : values)
        for (const int shift : { 24, 16, 8, 0 })
            bytes += static_cast<char>(value >> shift & 0xFF);
    return bytes;
}

/// Two images of 2 x 3 pixels, 0 to 11.
std::string smallImages()
{
    std::string bytes = words({ 0x803, 2, 2, 3 });
    for (char pixel = 0; pixel < 12; ++pixel)
        bytes += pixel;
    return bytes;
}

std::string gzip(const std::string& bytes)
{
    z_stream stream {};
    deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    std::string result(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(result.data());
    stream.avail_out = static_cast<uInt>(result.size());
    deflate(&stream, Z_FINISH);
    result.resize(stream.total_out);
    deflateEnd(&stream);
    return result;
}

std::string flipped(std::string bytes, std::size_t fromEnd)
{
    bytes[bytes.size() - fromEnd] = static_cast<char>(bytes[bytes.size() - fromEnd] ^ 0x40);
    return bytes;
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

QByteArray raw(const std::string& bytes)
{
    return QByteArray::fromStdString(bytes);
}

long peakKilobytes()
{
    struct rusage usage { };
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;
}

/// Of all pixels as numbers from 0 to 1.
std::pair<double, double> meanAndDeviation(const std::vector<std::uint8_t>& pixels)
{
    std::uint64_t sum = 0;
    std::uint64_t squares = 0;
    for (const std::uint64_t pixel : pixels) {
        sum += pixel;
        squares += pixel * pixel;
    }
    const double n = static_cast<double>(pixels.size());
    const double mean = static_cast<double>(sum) / n / 255.0;
    return { mean, std::sqrt(static_cast<double>(squares) / n / (255.0 * 255.0) - mean * mean) };
}

} // namespace

class TestIdxFile : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
        m_path = m_folder->path().toStdString();
    }

    void contentDecidesNotTheName_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("raw") << raw(smallImages());
        QTest::newRow("gzip") << raw(gzip(smallImages()));
        QTest::newRow("two gzip members")
            << raw(gzip(smallImages().substr(0, 9)) + gzip(smallImages().substr(9)));
    }

    void contentDecidesNotTheName()
    {
        QFETCH(QByteArray, bytes);
        for (const char* name : { "images", "images.gz" }) {
            const nn::IdxImages images = nn::readIdxImages(put(name, bytes.toStdString()));
            QCOMPARE(images.count, 2);
            QCOMPARE(images.rows, 2);
            QCOMPARE(images.columns, 3);
            std::vector<std::uint8_t> expected(12);
            std::iota(expected.begin(), expected.end(), std::uint8_t { 0 });
            QVERIFY(images.pixels == expected);
        }
    }

    void labels()
    {
        const std::vector<std::uint8_t> expected { 7, 2, 1 };
        QVERIFY(nn::readIdxLabels(put("labels", words({ 0x801, 3 }) + "\7\2\1")) == expected);
    }

    void badFiles_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QString>("expected");
        const std::string good = smallImages();
        const std::string packed = gzip(good);
        const std::string cut = good.substr(0, good.size() - 1);

        QTest::newRow("empty") << QByteArray() << "is empty, expected an IDX file of images";
        QTest::newRow("magic cut") << raw(good.substr(0, 3)) << "found 3 bytes, expected 16 bytes";
        QTest::newRow("header cut")
            << raw(good.substr(0, 15)) << "found 15 bytes, expected 16 bytes";
        QTest::newRow("no pixels")
            << raw(good.substr(0, 16)) << "truncated: found 16 bytes, expected 28 bytes";
        QTest::newRow("cut") << raw(cut) << "truncated: found 27 bytes, expected 28 bytes";
        QTest::newRow("cut, then packed")
            << raw(gzip(cut)) << "truncated: found 27 bytes after decompression, expected 28 bytes";
        QTest::newRow("surplus") << raw(good + "x") << "found surplus bytes, expected 28 bytes";
        QTest::newRow("surplus, packed") << raw(gzip(good + "x")) << "found surplus bytes";
        QTest::newRow("labels") << raw(words({ 0x801, 1 }) + "x")
                                << "found magic number 0x00000801 (labels), expected 0x00000803";
        QTest::newRow("text") << raw("<html>Not found</html>")
                              << "found magic number 0x3C68746D (not an IDX file of bytes)";
        QTest::newRow("floats") << raw(words({ 0xD03, 1, 1, 1 }) + "1234")
                                << "found magic number 0x00000D03";
        QTest::newRow("no images")
            << raw(words({ 0x803, 0, 28, 28 })) << "declares 0 x 28 x 28 bytes";
        QTest::newRow("no rows") << raw(words({ 0x803, 1, 0, 28 })) << "declares 1 x 0 x 28 bytes";
        QTest::newRow("wraps 32 bits")
            << raw(words({ 0x803, 65536, 65536, 1 }) + "x") << "declares 65536 x 65536 x 1 bytes";
        QTest::newRow("wraps 64 bits") << raw(words({ 0x803, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF }))
                                       << "declares 4294967295 x 4294967295 x 4294967295 bytes";
        QTest::newRow("2 GiB") << raw(words({ 0x803, 0x80000000, 1, 1 })) << "at most 2147483647";
        QTest::newRow("gzip cut in header") << raw(packed.substr(0, 12)) << "data break off";
        QTest::newRow("gzip cut in data")
            << raw(packed.substr(0, packed.size() - 12)) << "data break off";
        QTest::newRow("gzip without checksum")
            << raw(packed.substr(0, packed.size() - 8)) << "data break off";
        QTest::newRow("gzip checksum cut")
            << raw(packed.substr(0, packed.size() - 1)) << "data break off";
        QTest::newRow("gzip checksum") << raw(flipped(packed, 6)) << "data are damaged (incorrect";
        QTest::newRow("gzip length") << raw(flipped(packed, 2)) << "data are damaged (incorrect";
        QTest::newRow("gzip method")
            << raw(std::string("\x1f\x8b\7", 3) + packed.substr(3)) << "data are damaged";
    }

    void badFiles()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QString, expected);
        const fs::path file = put("images", bytes.toStdString());
        const std::string message = complaint([&] { nn::readIdxImages(file); });
        QVERIFY2(message.starts_with(file.string() + ": "), message.c_str());
        QVERIFY2(QString::fromStdString(message).contains(expected), message.c_str());
    }

    void everyDamagedByteOfGzipIsNoticedOrHarmless()
    {
        const std::string packed = gzip(smallImages());
        const nn::IdxImages good = nn::readIdxImages(put("good", packed));
        for (std::size_t i = 1; i <= packed.size(); ++i) {
            const fs::path file = put("bad", flipped(packed, i));
            nn::IdxImages images;
            if (complaint([&] { images = nn::readIdxImages(file); }).empty())
                QVERIFY2(images.pixels == good.pixels, std::to_string(i).c_str());
        }
    }

    void imagesWhereLabelsAreExpected()
    {
        const fs::path file = put("labels", smallImages());
        QCOMPARE(complaint([&] { nn::readIdxLabels(file); }),
            file.string()
                + ": found magic number 0x00000803 (images), expected 0x00000801 (labels)");
    }

    void otherThanFiles()
    {
        QCOMPARE(complaint([&] { nn::readIdxImages(m_path); }),
            m_path.string() + ": is a folder, expected an IDX file");
        QCOMPARE(complaint([] { nn::readIdxImages("/dev/zero"); }),
            std::string("/dev/zero: is a device or pipe, expected an IDX file"));
        QCOMPARE(complaint([] { nn::readIdxImages("/nowhere/x"); }),
            std::string("/nowhere/x: cannot be opened (No such file or directory)"));
    }

    // A small file may not make the program allocate or inflate much, whatever its header says.
    void promisesAndBombsCostNoMemory()
    {
        const fs::path promise = put("promise",
            words({ 0x803, 2'000'000, 28, 28 }).substr(0, 12) + words({ 1000 })
                + std::string(100, 'x'));
        const fs::path bomb = m_path / "bomb"; // written in pieces, to stay small here too
        gzFile stream = gzopen(bomb.c_str(), "wb9");
        const std::string head = smallImages();
        gzwrite(stream, head.data(), static_cast<unsigned>(head.size()));
        const std::vector<char> zeros(1 << 20);
        for (int i = 0; i < 200; ++i)
            gzwrite(stream, zeros.data(), static_cast<unsigned>(zeros.size()));
        gzclose(stream);
        QVERIFY(fs::file_size(bomb) < 300'000);
        const long before = peakKilobytes();
        QVERIFY(complaint([&] { nn::readIdxImages(bomb); }).find("found surplus bytes")
            != std::string::npos);
        const fs::path large = put("large", words({ 0x803, 2'000'000, 32, 32 }));
        QVERIFY(complaint([&] { nn::readIdxImages(large); }).find("truncated: found 16 bytes")
            != std::string::npos);
        QVERIFY(complaint([&] { nn::readIdxImages(promise); }).find("at most 2147483647")
            != std::string::npos);
        QVERIFY2(peakKilobytes() - before < 100'000, "memory was allocated on a promise");
    }

    void shippedTrainingSet()
    {
        const nn::ImageSet set = nn::loadMnist(nn::Split::Train, nn::shippedMnist());
        QCOMPARE(set.count, 60'000);
        QCOMPARE(set.rows, 28);
        QCOMPARE(set.columns, 28);
        QCOMPARE(set.pixels.size(), std::size_t { 60'000 } * 28 * 28);
        QCOMPARE(set.labels.size(), std::size_t { 60'000 });
        const std::vector<std::uint8_t> first(set.labels.begin(), set.labels.begin() + 5);
        QVERIFY((first == std::vector<std::uint8_t> { 5, 0, 4, 1, 9 }));
        const auto [mean, deviation] = meanAndDeviation(set.pixels);
        QVERIFY(std::abs(mean - 0.1307) < 5e-5); // as torchvision's examples state them
        QVERIFY(std::abs(deviation - 0.3081) < 5e-5);
        // checksum of the pixels of the file whose SHA-256 is in the data's README
        QCOMPARE(crc32(0, set.pixels.data(), static_cast<uInt>(set.pixels.size())), kTrainCrc);
    }

    void shippedTestSet()
    {
        const nn::ImageSet set = nn::loadMnist(nn::Split::Test, nn::shippedMnist());
        QCOMPARE(set.count, 10'000);
        QCOMPARE(set.labels.size(), std::size_t { 10'000 });
        const std::vector<std::uint8_t> first(set.labels.begin(), set.labels.begin() + 5);
        QVERIFY((first == std::vector<std::uint8_t> { 7, 2, 1, 0, 4 }));
        QCOMPARE(crc32(0, set.pixels.data(), static_cast<uInt>(set.pixels.size())), kTestCrc);
    }

    void acceptsTheUsualNames_data()
    {
        QTest::addColumn<QString>("separator");
        QTest::addColumn<QString>("suffix");
        for (const char* separator : { "-", "." })
            for (const char* suffix : { "", ".gz" })
                QTest::addRow("%sidx%s", separator, suffix) << separator << suffix;
    }

    void acceptsTheUsualNames()
    {
        QFETCH(QString, separator);
        QFETCH(QString, suffix);
        const auto name = [&](const char* stem, const char* end) {
            return stem + separator.toStdString() + end + suffix.toStdString();
        };
        put(name("t10k-images", "idx3-ubyte"), digits(2));
        put(name("t10k-labels", "idx1-ubyte"), gzip(words({ 0x801, 2 }) + "\3\4"));
        const nn::ImageSet set = nn::loadMnist(nn::Split::Test, m_path);
        QCOMPARE(set.count, 2);
        QCOMPARE(int { set.labels[1] }, 4);
    }

    void setsThatDoNotFit_data()
    {
        QTest::addColumn<QByteArray>("images");
        QTest::addColumn<QByteArray>("labels");
        QTest::addColumn<QString>("expected");
        const std::string two = words({ 0x801, 2 }) + "\3\4";
        QTest::newRow("count") << raw(digits(3)) << raw(two)
                               << "found 2 labels, expected 3, as many as train-images-idx3-ubyte";
        QTest::newRow("label") << raw(digits(2)) << raw(words({ 0x801, 2 }) + "\3\12")
                               << "found label 10 at index 1, expected 0 to 9";
        QTest::newRow("size") << raw(smallImages()) << raw(two)
                              << "found images of 2 x 3 pixels, expected 28 x 28";
        QTest::newRow("exchanged") << raw(two) << raw(digits(2)) << "(labels), expected 0x00000803";
    }

    void setsThatDoNotFit()
    {
        QFETCH(QByteArray, images);
        QFETCH(QByteArray, labels);
        QFETCH(QString, expected);
        put("train-images-idx3-ubyte", images.toStdString());
        put("train-labels-idx1-ubyte", labels.toStdString());
        const std::string message = complaint([&] { nn::loadMnist(nn::Split::Train, m_path); });
        QVERIFY2(QString::fromStdString(message).contains(expected), message.c_str());
    }

    void missingFolderOrFiles()
    {
        const auto load = [](const fs::path& folder) {
            return complaint([&] { nn::loadMnist(nn::Split::Train, folder); });
        };
        put("train-images-idx3-ubyte", digits(2));
        for (const fs::path& folder : { m_path, m_path / "nothing" }) {
            const std::string message = load(folder);
            QVERIFY2(message.starts_with(folder.string() + ": "), message.c_str());
            for (const char* name : { "train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                     "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte" })
                QVERIFY2(message.find(name) != std::string::npos, message.c_str());
        }
        QVERIFY(load(m_path).find("holds no train-labels-idx1-ubyte") != std::string::npos);
        QVERIFY(
            load(m_path / "train-images-idx3-ubyte").find("is not a folder") != std::string::npos);
    }

    void environmentNamesTheFolder()
    {
        const fs::path shipped = nn::shippedMnist();
        qputenv("SEPARATRIX_DATA_DIR", QByteArray::fromStdString(m_path.string()));
        const std::string message = complaint([] { nn::shippedMnist(); });
        fs::create_directory_symlink(shipped, m_path / "mnist");
        const fs::path found = nn::shippedMnist();
        qunsetenv("SEPARATRIX_DATA_DIR");
        QVERIFY2(message.find((m_path / "mnist").string()) != std::string::npos, message.c_str());
        QVERIFY2(message.find("--data") != std::string::npos, message.c_str());
        QCOMPARE(found, m_path / "mnist");
    }

private:
    static constexpr uLong kTrainCrc = 0xf3639b56;
    static constexpr uLong kTestCrc = 0xe4ca5f57;

    fs::path put(const std::string& name, const std::string& bytes)
    {
        std::ofstream(m_path / name, std::ios::binary) << bytes;
        return m_path / name;
    }

    static std::string digits(std::uint32_t count)
    {
        return words({ 0x803, count, 28, 28 }) + std::string(count * 28 * 28, 'x');
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_path;
};

REGISTER_TEST(TestIdxFile)
#include "tst_idx_file.moc"
