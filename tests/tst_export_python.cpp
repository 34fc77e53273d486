// SPDX-License-Identifier: GPL-3.0-or-later
#include "exported_models.h"
#include "nn/export/export_model.h"
#include "nn/training/micro_batch.h"
#include "python_program.h"
#include "small_data_set.h"
#include "test_program.h"

#include <nlohmann/json.hpp>

#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

namespace {

using exported::adaptive;
using exported::config;

struct Case {
    std::string name; ///< of the module
    nn::ModelConfig config;
};

nn::ModelConfig withStep(nn::ModelConfig config, double step)
{
    config.step = step;
    return config;
}

const std::vector<Case>& cases()
{
    static const std::vector<Case> list {
        { "mlp", config("mlp") },
        { "noblock", config("noblock") },
        { "resnet", config("resnet") },
        { "resnet_corrected", config("resnet", "rk4", "corrected") },
        { "rknet_cut", withStep(config("rknet", "kutta3"), 0.6) },
        { "odenet_time", config("odenet", "dopri5", "time") },
        { "adaptive", adaptive("dopri5", 1e-4, "time") },
        { "adaptive_plain", adaptive("cash-karp", 1e-4, "corrected") },
        { "adaptive_853", adaptive("dop853", 1e-4) },
    };
    return list;
}

constexpr const char* kNoTorch = "no Python with torch: the exported modules were not run. On "
                                 "Debian: apt install python3-torch";

/// Losses of the steps of a run record.
std::vector<double> losses(const std::string& file)
{
    std::vector<double> found;
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);)
        found.push_back(nlohmann::json::parse(line).at("loss").get<double>());
    return found;
}

} // namespace

class TestExportPython : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    PythonProgram m_python { QStringLiteral("torch") };

    std::string path(const std::string& name) const
    {
        return m_folder.filePath(QString::fromStdString(name)).toStdString();
    }
    QString text(const std::string& name) const { return QString::fromStdString(path(name)); }

private slots:
    void namesItsWeights()
    {
        nn::exportModel(*exported::model(config("mlp")), path("named.py"), {});
        const std::string script = ::bytesOf(path("named.py"));
        QVERIFY(script.find("WEIGHTS = \"named.safetensors\"") != script.npos);
        QVERIFY(std::filesystem::exists(path("named.safetensors")));
        const QRegularExpression left(QStringLiteral("@[A-Z]+@"));
        QVERIFY(!QString::fromStdString(script).contains(left));

        // It is the user's, whatever the program's own licence: the whole notice goes with it.
        QVERIFY(script.find("SPDX-License-Identifier: MIT\n# Copyright (c) ") != script.npos);
        QVERIFY(script.find("Permission is hereby granted, free of charge") != script.npos);
        QVERIFY(script.find("WITHOUT WARRANTY OF ANY KIND") != script.npos);
        QVERIFY(script.find("GPL") == script.npos);

        // The source lies beside the script: no second copy of it.
        const auto model = exported::model(config("mlp"));
        nn::writeModelFile(path("source.safetensors"), model->config(), model->parameters());
        nn::ExportOptions options;
        options.source = path("source.safetensors");
        nn::exportModel(*model, path("other.py"), options);
        QVERIFY(!std::filesystem::exists(path("other.safetensors")));
        QVERIFY(::bytesOf(path("other.py")).find("source.safetensors") != script.npos);

        // With another solver, it still does.
        const auto ode = exported::model(config("odenet"));
        nn::writeModelFile(path("ode.safetensors"), ode->config(), ode->parameters());
        options.source = path("ode.safetensors");
        nn::exportModel(*exported::model(config("odenet", "heun")), path("ode.py"), options);
        QVERIFY(::bytesOf(path("ode.py")).find("\\\"heun\\\"") != script.npos);

        // Somebody's weights of that name stay.
        const auto resnet = exported::model(config("noblock"));
        QVERIFY_EXCEPTION_THROWN(
            nn::exportModel(*resnet, path("named.py"), {}), std::runtime_error);
        QCOMPARE(nn::readModelFile(path("named.safetensors")).config->model, std::string("mlp"));
        QVERIFY_EXCEPTION_THROWN(
            nn::exportModel(*model, path("a\"b.py"), {}), std::invalid_argument);
    }

    void computesTheSameLogits()
    {
        if (!m_python.found())
            QSKIP(kNoTorch);
        constexpr long kDigits = 48;
        exported::writePixels(path("pixels"), kDigits);
        QStringList arguments { QStringLiteral(TEST_DATA_DIR "/run_torch.py"), text("pixels"),
            QString::number(nn::kMicroBatch) };
        for (const Case& which : cases()) {
            nn::exportModel(*exported::model(which.config), path(which.name + ".py"), {});
            arguments << text(which.name + ".py");
        }
        const auto result = m_python.run(arguments);
        QVERIFY2(result.status == 0, result.err.constData());
        for (const Case& which : cases()) {
            const auto model = exported::model(which.config);
            const auto found = exported::readNumbers(path(which.name + ".py.logits"));
            const double apart
                = exported::largestDifference(found, exported::logits(*model, kDigits));
            qInfo("%s: largest difference of logits %.2g", which.name.c_str(), apart);
            // Error control decides by numbers near 1, which other processors round otherwise.
            QVERIFY2(apart <= (which.config.adaptive ? 1e-4 : 1e-5), which.name.c_str());

            // What PyTorch has written loads here.
            const auto halved = nn::loadModel<float>(path(which.name + ".halved.safetensors"));
            QCOMPARE(halved->config(), model->config());
            for (const nn::ParameterInfo& tensor : model->parameters().tensors()) {
                const bool count = tensor.name.ends_with("num_batches_tracked");
                for (nn::Index i = tensor.offset; i < tensor.offset + tensor.size; ++i)
                    QCOMPARE(*halved->parameters().data(i),
                        (count ? 1.0F : 0.5F) * *model->parameters().data(i));
            }
        }
    }

    void checksItself()
    {
        if (!m_python.found())
            QSKIP(kNoTorch);
        for (const Case& which : { cases().front(), cases()[6] }) {
            const auto model = exported::model(which.config);
            nn::exportModel(*model, path("checked.py"), {});
            auto result = m_python.run({ text("checked.py") });
            QVERIFY2(result.status == 0, (result.out + result.err).constData());
            QVERIFY2(result.out.contains("checked.safetensors"), result.out.constData());

            *model->parameters().data(0) += 3.0F;
            const std::string file = path("checked.safetensors");
            nn::writeModelFile(file, model->config(), model->parameters());
            result = m_python.run({ text("checked.py") });
            QVERIFY2(result.status == 1, (result.out + result.err).constData());
            std::filesystem::remove(file);
        }
    }

    void twoProcessesTrainAsOne_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<bool>("torchrun");
        QTest::newRow("mlp") << "mlp" << false; // its batch normalisation spans the processes
        QTest::newRow("rknet") << "rknet" << false;
        QTest::newRow("mlp, torchrun") << "mlp" << true;
    }

    void twoProcessesTrainAsOne()
    {
        if (!m_python.found())
            QSKIP(kNoTorch);
        QFETCH(QString, model);
        QFETCH(bool, torchrun);
        const SmallDataSet data(19, 8);
        const std::string name = "train_" + model.toStdString();
        nn::exportModel(*exported::model(config(model.toStdString())), path(name + ".py"), {});
        const auto arguments = [&](const std::string& run) {
            return QStringList { text(name + ".py"), QStringLiteral("--train"),
                QString::fromStdString(data.folder().string()), QStringLiteral("--cpu"),
                QStringLiteral("--batch"), QStringLiteral("8"), QStringLiteral("--optimizer"),
                QStringLiteral("sgd"), QStringLiteral("--lr"), QStringLiteral("0.05"),
                QStringLiteral("--log"), text(run + ".jsonl"), QStringLiteral("--save"),
                text(run + ".safetensors") };
        };
        const auto one = m_python.run(arguments(name + "_one"));
        QVERIFY2(one.status == 0, one.err.constData());
        const auto two = torchrun ? m_python.torchrun(arguments(name + "_two"), text("torchrun"))
                                  : m_python.runTwo(arguments(name + "_two"));
        QVERIFY2(two.status == 0, two.err.constData());

        const auto alone = losses(path(name + "_one.jsonl"));
        const auto together = losses(path(name + "_two.jsonl"));
        QCOMPARE(alone.size(), std::size_t(3)); // the last batch of three in shares of two and one
        QCOMPARE(together.size(), alone.size());
        for (std::size_t i = 0; i < alone.size(); ++i)
            QVERIFY2(std::abs(together[i] - alone[i]) < 1e-5 * alone[i],
                qPrintable(QString("step %1: %2, %3").arg(i).arg(alone[i]).arg(together[i])));
        QVERIFY(std::abs(alone[0] - alone[2]) > 1e-3); // or nothing was learned

        const auto a = nn::loadModel<float>(path(name + "_one.safetensors"));
        const auto b = nn::loadModel<float>(path(name + "_two.safetensors"));
        const auto& x = a->parameters();
        const auto& y = b->parameters();
        const double apart = exported::largestDifference(
            { x.data(), x.data() + x.size() }, { y.data(), y.data() + y.size() });
        QVERIFY2(apart < 1e-5, qPrintable(QString::number(apart)));
    }
};

REGISTER_TEST(TestExportPython)
#include "tst_export_python.moc"
