// SPDX-License-Identifier: GPL-3.0-or-later
#include "nn/models/model_file.h"
#include "test_program.h"

#include "nn/data/random.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <cstring>
#include <functional>
#include <stdexcept>

namespace {

std::filesystem::path dataFile(const std::string& name)
{
    return std::filesystem::path(TEST_DATA_DIR) / "training" / name;
}

nn::ModelConfig configOf(std::string_view model)
{
    nn::ModelConfig config;
    config.model = model;
    return config;
}

std::unique_ptr<nn::Model<float>> startModel(const nn::ModelConfig& config)
{
    auto model = nn::makeModel<float>(config);
    nn::Random random(7);
    model->initialise(random);
    return model;
}

/// The file of an initialised model, changed, written, and read into a model of that kind.
QString refusal(const QTemporaryDir& directory, std::string_view id,
    std::function<void(nn::TensorFile&)> change)
{
    const auto model = startModel(configOf(id));
    nn::TensorFile content = nn::modelTensors(model->config(), model->parameters());
    change(content);
    const std::filesystem::path file = directory.filePath("changed.safetensors").toStdString();
    nn::writeSafetensors(file, content);
    auto target = startModel(configOf(id));
    const nn::ParameterStore<float> before = target->parameters();
    try {
        nn::importWeights(*target, nn::readModelFile(file));
    } catch (const std::runtime_error& error) {
        const bool unchanged
            = std::equal(before.data(), before.data() + before.size(), target->parameters().data());
        const QString text = QString(error.what()).remove(QString::fromStdString(file.string()));
        return unchanged ? text : "changed the model: " + text;
    }
    return "accepted";
}

nn::Tensor& tensor(nn::TensorFile& content, std::string_view name)
{
    return *std::ranges::find(content.tensors, name, &nn::Tensor::name);
}

/// Numbers of a tensor that no two have in common, so that any reordering shows.
void numberThrough(nn::ParameterStore<float>& parameters)
{
    for (nn::Index i = 0; i < parameters.size(); ++i)
        parameters.data()[i] = static_cast<float>(i);
}

} // namespace

class TestModelFile final : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_directory;

    std::filesystem::path path(const char* name) const
    {
        return m_directory.filePath(name).toStdString();
    }

private slots:
    void everyModelComesBack_data()
    {
        QTest::addColumn<QString>("model");
        for (const nn::ModelInfo& info : nn::models())
            QTest::newRow(info.id.data()) << QString::fromUtf8(info.id.data());
    }

    void everyModelComesBack()
    {
        QFETCH(QString, model);
        nn::ModelConfig config = configOf(model.toStdString());
        config.solver = "dopri5";
        config.adaptive = true;
        config.rtol = 1e-4;
        config.atol = 1e-5;
        config.t1 = 1.5;
        const auto written = nn::makeModel<float>(config);
        numberThrough(written->parameters());
        nn::writeModelFile(path("model.safetensors"), config, written->parameters());

        const nn::ModelFile file = nn::readModelFile(path("model.safetensors"));
        QCOMPARE(QString::fromStdString(file.config.value().model), model);
        QVERIFY(!file.version.empty());
        if (const nn::Tensor* count = file.content.find("bn.num_batches_tracked"))
            QVERIFY(count->type == nn::TensorType::I64);
        QCOMPARE(file.content.metadata.at("format"), std::string("pt"));
        const auto read = nn::makeModel<float>(file);
        QCOMPARE(QString::fromStdString(nn::modelDescription(read->config())),
            QString::fromStdString(nn::modelDescription(written->config())));
        QVERIFY(std::equal(written->parameters().data(),
            written->parameters().data() + written->parameters().size(),
            read->parameters().data()));
    }

    void layoutIsTorchs()
    {
        const auto model = nn::makeModel<float>(configOf("rknet"));
        numberThrough(model->parameters());
        nn::TensorFile content = nn::modelTensors(model->config(), model->parameters());
        const auto& infos = model->parameters().tensors();
        // Linear: store in x out, file [out, in].
        const auto linear = std::ranges::find(infos, "head.4.weight", &nn::ParameterInfo::name);
        const auto fc = tensor(content, "head.4.weight").values<float>();
        QCOMPARE(fc[1 * 64 + 3], static_cast<float>(linear->offset + 3 * 10 + 1));
        // Convolution: store (row, column, in) x out, file [out, in, row, column].
        const auto convolution
            = std::ranges::find(infos, "downsample.3.weight", &nn::ParameterInfo::name);
        const auto conv = tensor(content, "downsample.3.weight").values<float>();
        QCOMPARE(conv[((5 * 64 + 7) * 4 + 2) * 4 + 3],
            static_cast<float>(convolution->offset + ((2 * 4 + 3) * 64 + 7) * 64 + 5));
    }

    void filesOfPyTorchLoad()
    {
        const auto mlp = nn::loadModel<double>(dataFile("mlp.init.safetensors"), "mlp");
        QCOMPARE(mlp->parameters().trainableCount(), nn::Index(50892));
        const auto rknet = nn::loadModel<float>(dataFile("rknet.init.safetensors"), "rknet");
        QCOMPARE(rknet->parameters().trainableCount(), nn::Index(174218));
        // The other model of the same tensors takes its own way to the gradient.
        const auto odenet = nn::loadModel<float>(dataFile("rknet.init.safetensors"), "odenet");
        QCOMPARE(odenet->config().gradient, std::string("adjoint"));
    }

    void withoutDescriptionAModelMustBeNamed()
    {
        const auto file = dataFile("mlp.init.safetensors");
        try {
            nn::loadModel<float>(file);
            QFAIL("no exception");
        } catch (const std::runtime_error& error) {
            QCOMPARE(QString(error.what()),
                QString::fromStdString(file.string()
                    + ": the file does not say which model it holds; name it with --model"));
        }
        try {
            nn::loadModel<float>(file, "rknt");
            QFAIL("no exception");
        } catch (const std::invalid_argument& error) {
            QVERIFY2(QString(error.what()).contains("did you mean rknet"), error.what());
        }
    }

    void doubleFilesAreTaken()
    {
        nn::TensorFile content = nn::readSafetensors(dataFile("mlp.init.safetensors"));
        nn::Tensor& bias = tensor(content, "fc1.bias");
        const auto narrow = bias.values<float>();
        const std::vector<double> wide(narrow.begin(), narrow.end());
        bias = nn::makeTensor<double>("fc1.bias", { 64 }, wide);
        nn::writeSafetensors(path("wide.safetensors"), content);
        const auto model = nn::loadModel<float>(path("wide.safetensors"), "mlp");
        const auto plain = nn::loadModel<float>(dataFile("mlp.init.safetensors"), "mlp");
        QVERIFY(std::equal(plain->parameters().data(),
            plain->parameters().data() + plain->parameters().size(), model->parameters().data()));
    }

    void refusalsNameTheTensor_data()
    {
        using Change = std::function<void(nn::TensorFile&)>;
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("missing") << Change([](nn::TensorFile& content) {
            std::erase_if(content.tensors, [](const auto& t) { return t.name == "fc2.weight"; });
        }) << ": tensor \"fc2.weight\": missing, expected [10, 64]";
        QTest::newRow("missing counter") << Change([](nn::TensorFile& content) {
            std::erase_if(
                content.tensors, [](const auto& t) { return t.name == "bn.num_batches_tracked"; });
        }) << ": tensor \"bn.num_batches_tracked\": missing, expected []";
        QTest::newRow("surplus") << Change([](nn::TensorFile& content) {
            const std::vector<float> values(6);
            content.tensors.push_back(nn::makeTensor<float>("fc3.weight", { 2, 3 }, values));
        })
                                 << ": tensor \"fc3.weight\": found [2, 3], expected none: the "
                                    "model mlp has no such tensor";
        QTest::newRow("shape") << Change([](nn::TensorFile& content) {
            tensor(content, "fc2.weight").shape = { 64, 10 };
        }) << ": tensor \"fc2.weight\": found [64, 10], expected [10, 64]";
        QTest::newRow("dtype") << Change([](nn::TensorFile& content) {
            const std::vector<std::int64_t> values(10);
            tensor(content, "fc2.bias") = nn::makeTensor<std::int64_t>("fc2.bias", { 10 }, values);
        }) << ": tensor \"fc2.bias\": found dtype I64, expected F32 or F64";
        QTest::newRow("counter's dtype") << Change([](nn::TensorFile& content) {
            const std::vector<float> values(1);
            tensor(content, "bn.num_batches_tracked")
                = nn::makeTensor<float>("bn.num_batches_tracked", {}, values);
        }) << ": tensor \"bn.num_batches_tracked\": expected dtype I64";
        QTest::newRow("not JSON") << Change([](nn::TensorFile& content) {
            content.metadata["separatrix.model"] = "mlp";
        }) << ": description of the model: expected a JSON object with the key \"model\"";
        QTest::newRow("unknown key") << Change([](nn::TensorFile& content) {
            content.metadata["separatrix.model"] = R"({"model": "mlp", "depth": 3})";
        }) << ": description of the model: unknown key \"depth\", from a newer version?";
        QTest::newRow("unusable value") << Change([](nn::TensorFile& content) {
            content.metadata["separatrix.model"] = R"({"model": "odenet", "step": "small"})";
        }) << ": description of the model: \"step\" has an unusable value \"small\"";
        QTest::newRow("normalisation")
            << Change([](nn::TensorFile& content) {
                   content.metadata["separatrix.model"]
                       = R"({"model": "mlp", "normalisation": {"mean": 0.13, "std": 0.31}})";
               })
            << ": description of the model: found normalisation {\"mean\":0.13,\"std\":0.31}, "
               "expected {\"mean\":0.0,\"std\":1.0}";
    }

    void refusalsNameTheTensor()
    {
        QFETCH(std::function<void(nn::TensorFile&)>, change);
        QFETCH(QString, sentence);
        QCOMPARE(refusal(m_directory, "mlp", change), sentence);
    }

    void aFileOfAnotherModelIsRefused()
    {
        const auto resnet = startModel(configOf("resnet"));
        nn::writeModelFile(path("resnet.safetensors"), resnet->config(), resnet->parameters());
        QVERIFY_EXCEPTION_THROWN(
            nn::loadModel<float>(path("resnet.safetensors"), "odenet"), std::runtime_error);
        QVERIFY(nn::loadModel<float>(path("resnet.safetensors")) != nullptr);
    }
};

REGISTER_TEST(TestModelFile)
#include "tst_model_file.moc"
