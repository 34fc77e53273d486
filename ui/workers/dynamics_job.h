// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/dynamics/dynamics.h"
#include "ui/workers/job_run.h"

#include <QMetaType>
#include <QObject>
#include <QString>

#include <mutex>

namespace ui {

/// Where the trajectory comes from, as the form says.
struct DynamicsSource {
    enum class Kind { Problem, Curve, Series };

    Kind kind = Kind::Problem;
    solvers::Problem problem; ///< of the catalogue or typed
    nn::SampleOptions samples;
    std::vector<std::array<double, 2>> curve; ///< as drawn
    double duration = 10.0; ///< of a drawn curve
    QString file; ///< of a series

    bool operator==(const DynamicsSource&) const = default;
};

/// Throws as sampleProblem(), trajectoryFromCurve() and readTrajectoryCsv().
nn::TrajectoryData trajectoryOf(const DynamicsSource& source);

/// What is drawn of the data, before a run too.
struct DynamicsPicture {
    nn::TrajectoryData data;
    nn::FieldGrid grid; ///< count 0: not two states
    solvers::Matrix<double> arrows; ///< the true field on it; empty: unknown
    solvers::Matrix<double> path; ///< of the truth over the data, drawn smoothly where it is known
    solvers::Matrix<double> pathBeyond;
    QString message; ///< why there is none of it
    /// What a file's weights make of the data; null: no file, or it does not fit
    std::shared_ptr<const nn::DynamicsMeasure> loaded;
    QString trouble; ///< why it does not; or empty
};

/// file: of a learned field, to be measured with the data; or empty.
std::shared_ptr<const DynamicsPicture> makeDynamicsPicture(
    const DynamicsSource& source, const QString& file = {});

/// What has happened since the last one.
struct DynamicsUpdate {
    std::vector<nn::DynamicsStep> steps;
    std::vector<std::pair<long, double>> errors; ///< step and mean error of every measure
    std::shared_ptr<const nn::DynamicsMeasure> measure; ///< the newest; null: none since
};

struct DynamicsOutcome {
    QString trouble; ///< a file or setting that did not work, or why it diverged; or empty
    nn::DynamicsEnd end;
    bool failed = false; ///< it could not be carried out at all
};

/// One run at a time in a thread of its own. Lives in the GUI thread; update signals come at most
/// every 40 ms, and before ended(), which comes exactly once for a run.
class DynamicsRun final : public QObject {
    Q_OBJECT
public:
    enum class State { Idle, Running, Paused, Stopping };

    explicit DynamicsRun(QObject* parent = nullptr);
    ~DynamicsRun() override; ///< stops and joins

    State state() const { return m_state; }
    bool isOpen() const { return m_state != State::Idle; }
    const nn::DynamicsOptions& options() const { return m_options; } ///< of the newest run

    void start(const DynamicsSource& source, const nn::DynamicsOptions& options);
    void setPaused(bool paused);
    void stop(); ///< returns at once
    void setRegularisation(const nn::Regularisation& terms);
    void setLearningRate(double rate);
    /// Writes the weights of the newest run; throws std::runtime_error. Only while not open.
    void save(const QString& file) const;
    bool hasWeights() const { return m_finished != nullptr && !isOpen(); }
    /// The newest run that has ended; null: none. Nothing changes it any more.
    std::shared_ptr<const nn::Dynamics> finished() const { return m_finished; }
    void shutdown();

signals:
    void stateChanged();
    void updated(const ui::DynamicsUpdate& update);
    void ended(const ui::DynamicsOutcome& outcome);

private:
    class Collector;
    struct Result;

    void setState(State state);
    void deliver();
    void finish(const std::shared_ptr<const void>& result);

    State m_state = State::Idle;
    nn::DynamicsOptions m_options;
    std::shared_ptr<nn::DynamicsControl> m_control;
    std::shared_ptr<Collector> m_collector;
    std::shared_ptr<const nn::Dynamics> m_finished;
    std::unique_ptr<JobRun> m_job;
};

} // namespace ui
