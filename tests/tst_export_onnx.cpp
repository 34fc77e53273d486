// SPDX-License-Identifier: GPL-3.0-or-later
#include "exported_models.h"
#include "nn/export/export_model.h"
#include "nn/training/micro_batch.h"
#include "python_program.h"
#include "test_program.h"

#include <onnx/checker.h>
#include <onnx/onnx_pb.h>
#include <onnx/shape_inference/implementation.h>

#include <QTemporaryDir>
#include <QTest>

#include <set>

namespace {

using exported::adaptive;
using exported::config;

struct Case {
    const char* name;
    nn::ModelConfig config;
    bool unrolled = false;
};

nn::ModelConfig withSpan(nn::ModelConfig config, double t0, double t1, double step)
{
    config.t0 = t0;
    config.t1 = t1;
    config.step = step;
    return config;
}

/// Every model and block; the last step cut, backwards in time; first-same-as-last and not; one
/// and two estimates of the error.
const std::vector<Case>& cases()
{
    static const std::vector<Case> list {
        { "mlp", config("mlp") },
        { "noblock", config("noblock") },
        { "resnet", config("resnet") },
        { "resnet corrected", config("resnet", "rk4", "corrected") },
        { "rknet", config("rknet") },
        { "odenet corrected", config("odenet", "rk4", "corrected") },
        { "odenet time", config("odenet", "rk4", "time") },
        { "odenet euler, cut step", withSpan(config("odenet", "euler"), 0.0, 1.0, 0.3) },
        { "odenet dopri5, backwards", withSpan(config("odenet", "dopri5", "time"), 1.0, 0.0, 0.4) },
        { "odenet unrolled", config("odenet"), true },
        { "odenet time unrolled", withSpan(config("odenet", "kutta3", "time"), 0.0, 1.0, 0.4),
            true },
        { "adaptive dopri5", adaptive("dopri5", 1e-3) },
        { "adaptive dopri5 tight", adaptive("dopri5", 1e-5) },
        { "adaptive tsit5 time", adaptive("tsit5", 1e-3, "time") },
        { "adaptive cash-karp", adaptive("cash-karp", 1e-3, "corrected") },
        { "adaptive dop853", adaptive("dop853", 1e-4) },
    };
    return list;
}

/// The article's four as they stand in Table 1, and the ways to write the solver of the last two.
const std::vector<Case>& articleModels()
{
    static const std::vector<Case> list {
        { "mlp, 1000 digits", config("mlp") },
        { "resnet, 1000 digits", config("resnet") },
        { "rknet, Loop, 1000 digits", config("rknet") },
        { "odenet, Loop, 1000 digits", config("odenet") },
        { "rknet, unrolled, 1000 digits", config("rknet"), true },
        { "odenet, unrolled, 1000 digits", config("odenet"), true },
        { "odenet, adaptive, 1000 digits", adaptive("dopri5", 1e-3) },
    };
    return list;
}

std::string bytesOf(const Case& which)
{
    const auto model = exported::model(which.config);
    return nn::onnxBytes(model->config(), nn::modelTensors(model->config(), model->parameters()),
        { which.unrolled });
}

onnx::ModelProto parsed(const std::string& bytes)
{
    onnx::ModelProto model;
    if (!model.ParseFromString(bytes))
        throw std::runtime_error("no ONNX file");
    return model;
}

const onnx::NodeProto* loopOf(const onnx::ModelProto& model)
{
    for (const onnx::NodeProto& node : model.graph().node())
        if (node.op_type() == "Loop")
            return &node;
    return nullptr;
}

} // namespace

class TestExportOnnx : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    PythonProgram m_runtime { QStringLiteral("numpy, onnxruntime") };

    std::string path(const std::string& name) const
    {
        return m_folder.filePath(QString::fromStdString(name)).toStdString();
    }

private slots:
    void isSoundForOnnx_data()
    {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < cases().size(); ++i)
            QTest::newRow(cases()[i].name) << int(i);
    }

    void isSoundForOnnx()
    {
        QFETCH(int, index);
        const Case& which = cases()[std::size_t(index)];
        onnx::ModelProto model = parsed(bytesOf(which));
        onnx::checker::check_model(model);
        onnx::shape_inference::InferShapes(model); // throws where shapes contradict each other
        QCOMPARE(model.graph().input_size(), 1);
        QCOMPARE(model.graph().output_size(), 1);
        const auto& images = model.graph().input(0).type().tensor_type().shape();
        QCOMPARE(images.dim(0).dim_param(), std::string("N"));
        QCOMPARE(images.dim(3).dim_value(), 28);
        QCOMPARE(model.graph().output(0).name(), std::string("logits"));
        const bool ode = nn::modelById(which.config.model).hasOdeBlock;
        QCOMPARE(loopOf(model) != nullptr, ode && !which.unrolled);
    }

    void loopIsNamedAfterItsSolver()
    {
        const onnx::ModelProto model = parsed(bytesOf({ "", config("odenet", "rk4") }));
        const onnx::NodeProto* const loop = loopOf(model);
        QVERIFY(loop);
        QCOMPARE(loop->name(), std::string("ode"));
        QCOMPARE(loop->attribute(0).g().name(), std::string("rk4_step"));
        std::set<std::string> names;
        for (const onnx::NodeProto& node : model.graph().node())
            QVERIFY2(names.insert(node.name()).second, node.name().c_str());
        QVERIFY2(model.graph().node_size() < 40, "the steps are not in the loop");
    }

    void saysWhatItIs()
    {
        nn::ExportOptions options;
        options.recipe = { { "separatrix.seed", "5" } };
        nn::exportModel(*exported::model(config("rknet", "heun")), path("said.onnx"), options);
        std::ifstream stream(path("said.onnx"), std::ios::binary);
        onnx::ModelProto model;
        QVERIFY(model.ParseFromIstream(&stream));
        std::map<std::string, std::string> said;
        for (const auto& entry : model.metadata_props())
            said[entry.key()] = entry.value();
        QCOMPARE(said.at("separatrix.seed"), std::string("5"));
        QVERIFY(!said.at("separatrix.version").empty());
        const nn::ModelConfig found = nn::parseModelDescription(said.at("separatrix.model"));
        QCOMPARE(found.model, std::string("rknet"));
        QCOMPARE(found.solver, std::string("heun"));
    }

    void opensAgain()
    {
        for (const Case& which :
            { Case { "mlp", config("mlp") }, Case { "adaptive", adaptive("tsit5", 1e-3, "time") },
                Case { "unrolled", config("rknet", "heun"), true } }) {
            const auto model = exported::model(which.config);
            nn::exportModel(*model, path("again.onnx"), { { which.unrolled }, {}, {} });
            const auto found = nn::loadModel<float>(path("again.onnx"));
            QCOMPARE(found->config(), model->config());
            const auto& a = model->parameters();
            const auto& b = found->parameters();
            QVERIFY2(std::equal(a.data(), a.data() + a.size(), b.data()), which.name);
        }
        onnx::ModelProto foreign;
        std::ofstream(path("foreign.onnx"), std::ios::binary) << foreign.SerializeAsString();
        QVERIFY_EXCEPTION_THROWN(nn::readModelFile(path("foreign.onnx")), std::runtime_error);
    }

    void refusesWhatItCannotExpress()
    {
        for (const char* solver : { "bdf2", "gauss2", "alf", "ab3" }) {
            const QString problem
                = QString::fromStdString(nn::exportProblem(config("odenet", solver)));
            QVERIFY2(problem.contains(solver) && problem.contains("explicit Runge-Kutta"),
                qPrintable(problem));
        }
        QVERIFY(nn::exportProblem(config("resnet", "bdf2")).empty()); // has no solver
        QVERIFY(nn::exportProblem(config("plane-odenet")).find(".npz") != std::string::npos);
        QVERIFY_EXCEPTION_THROWN(
            bytesOf({ "", adaptive("dopri5", 1e-3), true }), std::invalid_argument);
        QVERIFY_EXCEPTION_THROWN(
            nn::exportModel(*exported::model(config("mlp")), path("model.pt"), {}),
            std::invalid_argument);
        QVERIFY(!std::filesystem::exists(path("model.pt")));
    }

    void runtimeAgrees_data()
    {
        if (!m_runtime.found())
            QSKIP("no Python with numpy and onnxruntime: exports were not run, only checked. "
                  "pip install onnxruntime and name that Python in SEPARATRIX_TEST_PYTHON");
        QTest::addColumn<int>("index"); ///< in runs()
        QTest::addColumn<int>("digits");
        for (std::size_t i = 0; i < cases().size(); ++i)
            QTest::newRow(cases()[i].name) << int(i) << 64;
        for (std::size_t i = 0; i < articleModels().size(); ++i)
            QTest::newRow(articleModels()[i].name) << int(cases().size() + i) << 1000;
    }

    /// What onnxruntime makes of the file and what the program computes, on the first digits of
    /// the test set.
    void runtimeAgrees()
    {
        QFETCH(int, index);
        QFETCH(int, digits);
        const auto known = int(cases().size());
        const Case& which = index < known ? cases()[std::size_t(index)]
                                          : articleModels()[std::size_t(index - known)];
        const auto model = exported::model(which.config);
        nn::exportModel(*model, path("run.onnx"), { { which.unrolled }, {}, {} });
        exported::writePixels(path("pixels"), digits);
        // The steps of error control depend on what goes through together.
        const auto batch = which.config.adaptive ? nn::kMicroBatch : nn::Index(250);
        const auto result = m_runtime.run(
            { QStringLiteral(TEST_DATA_DIR "/run_onnx.py"), QString::fromStdString(path("pixels")),
                QString::number(batch), QString::fromStdString(path("run.onnx")) });
        QVERIFY2(result.status == 0, result.err.constData());
        const double apart = exported::largestDifference(
            exported::readNumbers(path("run.onnx.logits")), exported::logits(*model, digits));
        qInfo("%d digits: largest difference of logits %.2g", digits, apart);
        // Error control decides by numbers near 1, which other processors round otherwise.
        QVERIFY(apart <= (which.config.adaptive ? 1e-4 : 1e-5));
    }
};

REGISTER_TEST(TestExportOnnx)
#include "tst_export_onnx.moc"
