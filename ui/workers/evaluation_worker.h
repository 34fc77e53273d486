// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/training.h"
#include "ui/workers/probe_picture.h"

#include <QString>
#include <QThread>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

namespace ui {

/// Which weights to look at, and with which test digits.
struct EvaluationRequest {
    QString file; ///< a model file, or a Python module that was exported with one beside it
    std::string model; ///< id where the file does not say what it is; else empty
    std::filesystem::path dataDirectory; ///< empty: the shipped MNIST
    long testImages = 0; ///< 0: all
    int threads = 0; ///< 0: all cores
};

/// What was found.
struct EvaluationOutcome {
    QString file;
    QString error; ///< for the user; empty if the rest is valid
    bool needsModel = false; ///< the file is good but does not say what it is
    bool stopped = false;
    /// What the file holds; only digits are measured here.
    enum class Kind { Digits, Plane, Dynamics } kind = Kind::Digits;
    std::string training; ///< settings of its run, nn::toJson(); empty: the file does not say
    nn::ModelConfig config;
    long parameters = 0;
    nn::EvaluationReport report;
    ProbePicture probe;
    std::shared_ptr<const nn::ModelWeights> weights; ///< null after an error
    std::shared_ptr<const nn::ImageSet> images;
    nn::TestAnswers answers;
};

/// Reads a model file, measures it on the test set and looks at a few digits, in its own thread.
/// Ends in exactly one ended(); the destructor stops it and waits.
class EvaluationWorker final : public QThread {
    Q_OBJECT
public:
    explicit EvaluationWorker(EvaluationRequest request, QObject* parent = nullptr);
    ~EvaluationWorker() override;

    void stop() { m_stop.store(true); } ///< from any thread

signals:
    void ended(const ui::EvaluationOutcome& outcome);

protected:
    void run() override;

private:
    EvaluationOutcome evaluate();

    EvaluationRequest m_request;
    std::atomic<bool> m_stop { false };
};

} // namespace ui
