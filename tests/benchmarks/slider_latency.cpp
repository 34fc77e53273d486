// SPDX-License-Identifier: GPL-3.0-or-later
#include "solvers/problems/catalogue.h"
#include "ui/labs/solve_lab.h"
#include "ui/plots/plot_view.h"
#include "ui/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QRegularExpression>
#include <QSettings>
#include <QSlider>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

// Milliseconds from a move of a parameter's slider to the painted chart with the new curves, for
// 10,000 steps of a method: bench_slider_latency [PROBLEM [METHOD [MOVES]]], as JSON.

namespace {

constexpr double kSteps = 10'000.0;

/// Sees when the chart is painted.
class PaintWatch final : public QObject {
public:
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        if (event->type() == QEvent::Paint && armed)
            painted = true;
        return QObject::eventFilter(watched, event);
    }
    bool armed = false;
    bool painted = false;
};

void wait(int milliseconds)
{
    QElapsedTimer timer;
    timer.start();
    while (!timer.hasExpired(milliseconds))
        QApplication::processEvents(QEventLoop::AllEvents, 10);
}

ui::SolveSettings settingsOf(const std::string& problem, const std::string& method)
{
    ui::SolveSettings settings;
    settings.problem = solvers::problemById(problem);
    settings.reference
        = settings.problem.hasExact() ? ui::ReferenceKind::Exact : ui::ReferenceKind::Accurate;
    const double step = std::abs(settings.problem.t1 - settings.problem.t0) / kSteps;
    settings.solvers = { { method, true, false, step, 1e-4 } };
    return settings;
}

double moveAndWait(QSlider& slider, int position, ui::SolveLab& lab, PaintWatch& watch)
{
    bool arrived = false;
    const auto take = [&] {
        arrived = true;
        watch.armed = true;
    };
    QObject context; // a machine under load may get to the whole solve first
    QObject::connect(&lab, &ui::SolveLab::previewed, &context, take);
    QObject::connect(&lab, &ui::SolveLab::solved, &context, take);
    watch.armed = false;
    watch.painted = false;
    QElapsedTimer timer;
    timer.start();
    slider.setValue(position);
    while (!(arrived && watch.painted) && timer.elapsed() < 5000)
        QApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
    const double milliseconds = static_cast<double>(timer.nsecsElapsed()) * 1e-6;
    return milliseconds;
}

} // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const std::string problem = argc > 1 ? argv[1] : "lotka-volterra";
    const std::string method = argc > 2 ? argv[2] : "rk4";
    const int moves = argc > 3 ? std::stoi(argv[3]) : 200;
    const QTemporaryDir folder;
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, folder.path());
    QApplication application(argc, argv);
    ui::Theme theme(application, ui::ThemeMode::Light);
    ui::SolveLab lab(theme);
    lab.resize(1368, 824);
    lab.show();
    lab.setSettings(settingsOf(problem, method));
    wait(1500);
    auto* slider
        = lab.findChildren<QSlider*>(QRegularExpression("solve_parameter_slider_.*")).value(0);
    if (slider == nullptr) {
        std::fprintf(stderr, "bench_slider_latency: %s has no slider\n", problem.c_str());
        return 1;
    }
    PaintWatch watch;
    lab.findChild<ui::PlotView*>("solve_chart_trajectory")->viewport()->installEventFilter(&watch);
    slider->setSliderDown(true);
    const int middle = slider->value();
    std::vector<double> latencies;
    const std::clock_t before = std::clock();
    for (int i = 0; i < moves; ++i)
        latencies.push_back(moveAndWait(*slider, middle + 1 + i % 40, lab, watch));
    // Of both threads: what it would take on one quiet processor.
    const double processor
        = 1e3 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC / moves;
    slider->setSliderDown(false);
    std::sort(latencies.begin(), latencies.end());
    const auto at = [&](double share) {
        return latencies[static_cast<std::size_t>(
            share * static_cast<double>(latencies.size() - 1))];
    };
    std::printf(
        "{\"problem\": \"%s\", \"method\": \"%s\", \"steps\": %.0f, \"moves\": %d, "
        "\"median_ms\": %.2f, \"p95_ms\": %.2f, \"max_ms\": %.2f, \"processor_ms\": %.2f}\n",
        problem.c_str(), method.c_str(), kSteps, moves, at(0.5), at(0.95), latencies.back(),
        processor);
    lab.shutdown();
    return 0;
}
