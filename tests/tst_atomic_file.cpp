// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/atomic_file.h"
#include "test_program.h"

#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace fs = std::filesystem;
using solvers::AtomicFile;
using solvers::writeFileAtomically;

namespace {

std::string contentOf(const fs::path& file)
{
    std::ifstream stream(file, std::ios::binary);
    return { std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>() };
}

void put(const fs::path& file, const std::string& text)
{
    std::ofstream(file, std::ios::binary) << text;
}

long entriesIn(const fs::path& folder)
{
    return std::distance(fs::directory_iterator(folder), fs::directory_iterator());
}

mode_t modeOf(const fs::path& file)
{
    struct stat status { };
    return ::stat(file.c_str(), &status) == 0 ? status.st_mode & 07777 : 0;
}

/// What writing to the file complains about; empty if it went well.
std::string complaint(const fs::path& file, const std::string& bytes = "new")
{
    try {
        writeFileAtomically(file, bytes);
        return {};
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

} // namespace

class TestAtomicFile : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_folder->isValid());
        m_path = m_folder->path().toStdString();
        m_file = m_path / "result.csv";
    }

    void appearsOnlyWithCommit()
    {
        put(m_file, "old");
        AtomicFile output(m_file);
        output.write(std::string(1'000'000, 'a')); // more than the buffer
        output.write("end");
        QCOMPARE(contentOf(m_file), std::string("old"));
        QCOMPARE(entriesIn(m_path), 2);
        output.commit();
        QCOMPARE(contentOf(m_file), std::string(1'000'000, 'a') + "end");
        QCOMPARE(entriesIn(m_path), 1);
    }

    void withoutCommitNothingRemains()
    {
        put(m_file, "old");
        {
            AtomicFile output(m_file);
            output.write(std::string(1'000'000, 'a'));
        }
        QCOMPARE(contentOf(m_file), std::string("old"));
        QCOMPARE(entriesIn(m_path), 1);
    }

    void failureWhileWritingKeepsTheOldFile()
    {
        put(m_file, "old");
        // A limit on the size of files stands for a full disk.
        struct rlimit before { };
        QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
        struct rlimit small = before;
        small.rlim_cur = 100'000;
        const auto handler = std::signal(SIGXFSZ, SIG_IGN);
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &small), 0);
        const std::string message = complaint(m_file, std::string(1'000'000, 'a'));
        ::setrlimit(RLIMIT_FSIZE, &before);
        std::signal(SIGXFSZ, handler);

        QVERIFY2(message.starts_with(m_file.string() + ": cannot be written"), message.c_str());
        QVERIFY2(message.find("free some space") != std::string::npos, message.c_str());
        QCOMPARE(contentOf(m_file), std::string("old"));
        QCOMPARE(entriesIn(m_path), 1);
    }

    void fullDeviceIsNoticedEvenForFewBytes()
    {
        const std::string message = complaint("/dev/full");
        QVERIFY2(message.starts_with("/dev/full: cannot be written (No space"), message.c_str());
    }

    void deviceIsWrittenNotReplaced()
    {
        QCOMPARE(complaint("/dev/null"), std::string());
        QVERIFY(fs::is_character_file("/dev/null"));
    }

    void keepsTheModeOfTheOldFile()
    {
        put(m_file, "old");
        QCOMPARE(::chmod(m_file.c_str(), 0640), 0);
        QCOMPARE(complaint(m_file), std::string());
        QCOMPARE(modeOf(m_file), mode_t { 0640 });
    }

    void newFileObeysTheMask()
    {
        const mode_t mask = ::umask(027);
        const std::string message = complaint(m_file);
        ::umask(mask);
        QCOMPARE(message, std::string());
        QCOMPARE(modeOf(m_file), mode_t { 0640 });
    }

    void followsSymbolicLinks()
    {
        const fs::path link = m_path / "link";
        fs::create_directory(m_path / "data");
        fs::create_symlink("data/target", link); // leads nowhere yet
        QCOMPARE(complaint(link, "first"), std::string());
        QVERIFY(fs::is_symlink(link));
        QCOMPARE(contentOf(m_path / "data/target"), std::string("first"));
        QCOMPARE(complaint(link, "second"), std::string());
        QVERIFY(fs::is_symlink(link));
        QCOMPARE(contentOf(m_path / "data/target"), std::string("second"));
    }

    void relativeNameAndNameOfFullLength()
    {
        const fs::path before = fs::current_path();
        fs::current_path(m_path);
        const std::string name(255, 'x');
        const std::string message = complaint(name);
        fs::current_path(before);
        QCOMPARE(message, std::string());
        QCOMPARE(contentOf(m_path / name), std::string("new"));
    }

    void unusableTargets_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("advice");
        QTest::newRow("folder") << "."
                                << "name a file, not a folder";
        QTest::newRow("no folder") << "missing/file"
                                   << "create the folder first";
        QTest::newRow("file as folder") << "plain/file"
                                        << "create the folder first";
        QTest::newRow("trailing slash") << "new/"
                                        << "create the folder first";
        QTest::newRow("too long") << QString(256, 'x') << "choose a shorter name";
        QTest::newRow("unwritable") << "/proc/separatrix"
                                    << "";
    }

    void unusableTargets()
    {
        QFETCH(QString, name);
        QFETCH(QString, advice);
        put(m_path / "plain", "old");
        const fs::path file = m_path / name.toStdString();
        const std::string message = complaint(file);
        QVERIFY2(message.starts_with(file.string() + ": cannot be written ("), message.c_str());
        QVERIFY2(QString::fromStdString(message).contains("); " + advice), message.c_str());
        QCOMPARE(entriesIn(m_path), 1);
    }

    void writeProtectedFileIsLeftAlone()
    {
        if (::geteuid() == 0)
            QSKIP("root may write everything");
        put(m_file, "old");
        QCOMPARE(::chmod(m_file.c_str(), 0444), 0);
        QVERIFY(complaint(m_file).find("Permission denied") != std::string::npos);
        QCOMPARE(contentOf(m_file), std::string("old"));
    }

    void emptyNameIsRefused() { QVERIFY(complaint("").starts_with("no file name given")); }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_path;
    fs::path m_file;
};

REGISTER_TEST(TestAtomicFile)
#include "tst_atomic_file.moc"
