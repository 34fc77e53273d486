// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/train_latency.h"

#include "ui/labs/make_labs.h"
#include "ui/labs/train_form.h"
#include "ui/labs/train_lab.h"
#include "ui/main_window.h"
#include "ui/workers/latency_probe.h"

#include <QEventLoop>
#include <QTimer>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <memory>
#include <ostream>

namespace ui {

namespace {

constexpr int kMostSeconds = 86400;

} // namespace

int measureLatency(Theme& theme, double seconds, std::ostream& out)
{
    MainWindow window(theme);
    TrainLab* lab = nullptr;
    for (Lab* page : makeLabs(theme)) {
        window.addLab(page);
        if (auto* train = qobject_cast<TrainLab*>(page))
            lab = train;
    }
    if (!lab)
        return 1;
    window.resize(1440, 900);
    window.showLab(lab->id());
    window.show();

    nn::TrainingOptions options = TrainForm::defaults();
    options.epochs = 1000; // longer than anybody measures
    QEventLoop loop;
    std::unique_ptr<LatencyProbe> probe;
    QTimer end;
    end.setSingleShot(true);
    QObject::connect(&end, &QTimer::timeout, &loop, &QEventLoop::quit);
    QObject::connect(&lab->run(), &TrainRun::ended, &loop, &QEventLoop::quit);
    // From the first step on: what comes before is reading the digits.
    QObject::connect(&lab->run(), &TrainRun::updated, &loop, [&](const TrainingUpdate& update) {
        if (probe || update.steps.empty())
            return;
        probe = std::make_unique<LatencyProbe>();
        end.start(static_cast<int>(1000.0 * std::clamp(seconds, 0.1, double { kMostSeconds })));
    });
    lab->begin(options);
    loop.exec();
    const bool going = lab->run().isOpen() && probe;
    const LatencyReport report = probe ? probe->report() : LatencyReport {};
    probe.reset();
    const long steps = lab->run().progress().steps();
    lab->shutdown();
    out << nlohmann::ordered_json { { "seconds", seconds }, { "steps", steps },
        { "events", report.count }, { "median_ms", report.median },
        { "p99_ms", report.percentile99 }, { "max_ms", report.maximum } }
               .dump()
        << "\n";
    return going ? 0 : 1;
}

} // namespace ui
