// SPDX-License-Identifier: GPL-3.0-or-later
#include "python_program.h"
#include "solvers/atomic_file.h"
#include "solvers/npz.h"
#include "test_program.h"

#include <QTemporaryDir>
#include <QTest>

#include <array>
#include <stdexcept>

namespace {

const std::array kDoubles { 1.0, -2.5, 1e300, 0.1, 3.0, 4.0 };
const std::array kFloats { 0.5F, -1.0F };
const std::array<std::int64_t, 1> kCount { 7 };

std::vector<solvers::NumpyArray> arrays()
{
    return { solvers::numpyArray<double>("y", { 3, 2 }, kDoubles),
        solvers::numpyArray<float>("ode.func.bias", { 2 }, kFloats),
        solvers::numpyArray<std::int64_t>("count", {}, kCount),
        solvers::numpyText("recipe", "{\"name\": \"Kværnø → €\"}") };
}

} // namespace

class TestNpz : public QObject {
    Q_OBJECT

private slots:
    void comesBack()
    {
        const std::string bytes = solvers::npzBytes(arrays());
        QVERIFY(solvers::isZip(bytes));
        QCOMPARE(solvers::npzBytes(arrays()), bytes);
        const auto found = solvers::parseNpz(bytes, "f.npz");
        QCOMPARE(found.size(), std::size_t(4));
        QCOMPARE(found[0].name, std::string("y"));
        QVERIFY((found[0].shape == std::vector<std::int64_t> { 3, 2 }));
        QVERIFY(std::ranges::equal(found[0].values<double>(), kDoubles));
        QVERIFY(std::ranges::equal(found[1].values<float>(), kFloats));
        QVERIFY(found[2].shape.empty());
        QCOMPARE(found[2].values<std::int64_t>().front(), 7);
        QCOMPARE(found[3].text(), arrays()[3].text());
        QCOMPARE(found[3].text(), std::string("{\"name\": \"Kværnø → €\"}"));
        QVERIFY_EXCEPTION_THROWN(found[0].values<float>(), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(found[0].text(), std::invalid_argument);
    }

    void sizesMustFit()
    {
        QVERIFY_EXCEPTION_THROWN(
            solvers::numpyArray<double>("y", { 4, 2 }, kDoubles), std::invalid_argument);
    }

    void damagedFilesAreRefusedByName()
    {
        const std::string good = solvers::npzBytes(arrays());
        const auto refusal = [](const std::string& bytes) {
            try {
                solvers::parseNpz(bytes, "f.npz");
            } catch (const std::runtime_error& error) {
                return QString(error.what());
            }
            return QString();
        };
        QVERIFY(refusal("PK\x03\x04").startsWith("f.npz: "));
        QVERIFY(refusal("").startsWith("f.npz: "));
        QVERIFY(refusal(good.substr(0, good.size() / 2)).startsWith("f.npz: "));
        std::string changed = good;
        changed.replace(changed.find("<f8"), 3, "<c8");
        QVERIFY2(!refusal(changed).isEmpty(), "the checksum is not looked at");
    }

    void numpyOpensIt()
    {
        const PythonProgram python(QStringLiteral("numpy"));
        if (!python.found())
            QSKIP("no Python with numpy: npz files were not opened by it");
        QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("f.npz"));
        solvers::writeFileAtomically(file.toStdString(), solvers::npzBytes(arrays()));
        const QString script = QStringLiteral(
            "import numpy, sys; f = numpy.load(sys.argv[1]); "
            "assert f['y'].shape == (3, 2) and f['y'][1, 0] == 1e300; "
            "assert f['ode.func.bias'].dtype == numpy.float32 and f['count'][()] == 7; "
            "assert str(f['recipe']) == '{\"name\": \"Kv\\xe6rn\\xf8 \\u2192 \\u20ac\"}'; "
            "numpy.savez_compressed(sys.argv[1], a=numpy.arange(6.0).reshape(2, 3))");
        const auto result = python.run({ QStringLiteral("-c"), script, file });
        QVERIFY2(result.status == 0, result.err.constData());
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        const auto found = solvers::parseNpz(written.readAll().toStdString(), "f.npz");
        QCOMPARE(found.size(), std::size_t(1));
        QCOMPARE(found[0].values<double>()[5], 5.0);
    }
};

REGISTER_TEST(TestNpz)
#include "tst_npz.moc"
