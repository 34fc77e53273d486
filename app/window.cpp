// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window.h"

#include "app/command_line.h"
#include "solvers/analysis/solution_io.h"
#include "solvers/names.h"
#include "solvers/problems/catalogue.h"
#include "ui/labs/gradients_lab.h"
#include "ui/labs/make_labs.h"
#include "ui/labs/page_recipe.h"
#include "ui/labs/solve_chart.h"
#include "ui/labs/solve_lab.h"
#include "ui/labs/solve_solver_list.h"
#include "ui/labs/train_lab.h"
#include "ui/learn/learn_dock.h"
#include "ui/main_window.h"
#include "ui/plots/plot_export.h"
#include "ui/theme.h"
#include "ui/workers/latency_probe.h"
#include "ui/workers/solve_job.h"

#include <nlohmann/json.hpp>

#include <QApplication>
#include <QBuffer>
#include <QElapsedTimer>
#include <QFile>
#include <QSettings>
#include <QTemporaryDir>

#include <clocale>
#include <iostream>

namespace app {

namespace {

/// QApplication with the names of the program; numbers stay in the C locale in everything that
/// is read or written, which Qt would otherwise change for the whole process.
class Application {
public:
    Application()
        : m_application(m_count, m_arguments)
    {
        std::setlocale(LC_NUMERIC, "C");
        QApplication::setOrganizationName(QStringLiteral("Separatrix"));
        QApplication::setApplicationName(QStringLiteral("Separatrix"));
        QApplication::setApplicationVersion(QStringLiteral(SEPARATRIX_VERSION));
        QApplication::setDesktopFileName(QStringLiteral("separatrix"));
    }
    QApplication& get() { return m_application; }

private:
    int m_count = 1;
    char m_name[11] = "separatrix";
    char* m_arguments[2] = { m_name, nullptr };
    QApplication m_application;
};

/// For commands that open no window for a user: settings in a folder of their own, which goes
/// with them, instead of the user's. Made before the application.
class PrivateSettings {
public:
    PrivateSettings()
    {
        for (const auto format : { QSettings::NativeFormat, QSettings::IniFormat })
            for (const auto scope : { QSettings::UserScope, QSettings::SystemScope })
                QSettings::setPath(format, scope, m_folder.path());
        // Without a display nobody needs it, but Qt would say on standard error that it is missing.
        if (qgetenv("QT_QPA_PLATFORM") == "offscreen")
            qputenv("XDG_RUNTIME_DIR", QFile::encodeName(m_folder.path()));
    }

private:
    QTemporaryDir m_folder;
};

bool hasDisplay()
{
    return qEnvironmentVariableIsSet("DISPLAY") || qEnvironmentVariableIsSet("WAYLAND_DISPLAY")
        || qEnvironmentVariableIsSet("QT_QPA_PLATFORM");
}

/// For commands that draw into files: never a display.
void goOffscreen()
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
}

void addPages(ui::MainWindow& window, ui::Theme& theme)
{
    for (ui::Lab* lab : ui::makeLabs(theme))
        window.addLab(lab);
}

ui::Lab* findLab(const ui::MainWindow& window, const std::string& id)
{
    std::vector<std::string> ids;
    for (ui::Lab* lab : window.labs()) {
        ids.push_back(lab->id().toStdString());
        if (ids.back() == id)
            return lab;
    }
    throw UsageError("--lab: " + solvers::unknownName("page", id, ids));
}

/// Lets the event loop run until `done` says so or the time is up.
bool waitUntil(const std::function<bool()>& done, int milliseconds)
{
    QElapsedTimer timer;
    timer.start();
    while (!done()) {
        if (timer.hasExpired(milliseconds))
            return false;
        QApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 50);
    }
    return true;
}

void showProblem(ui::MainWindow& window, const Screenshot& shot)
{
    auto* solve = qobject_cast<ui::SolveLab*>(findLab(window, "solve"));
    if (!shot.problem.empty())
        solve->setProblem(solvers::problemById(shot.problem));
    if (!shot.solvers.empty()) {
        ui::SolveSettings settings = solve->settings();
        settings.solvers.clear();
        for (const std::string& id : shot.solvers) {
            if (solvers::findMethod(id) == nullptr)
                throw UsageError(
                    "--solver: unknown solver '" + id + "'; see separatrix list solvers");
            settings.solvers.push_back(ui::defaultSetting(solvers::methodById(id)));
            settings.solvers.back().ticked = true;
        }
        solve->setSettings(settings);
    }
}

void showView(ui::Lab& lab, const std::string& view)
{
    if (!view.empty() && !lab.showTab(QString::fromStdString(view))) {
        const QStringList valid = lab.tabs();
        throw UsageError("--view: unknown view '" + view + "'; "
            + (valid.isEmpty() ? "this page has only one"
                               : "valid: " + valid.join(QStringLiteral(", ")).toStdString()));
    }
    waitUntil([&lab] { return !lab.isBusy(); }, 30'000);
}

/// The dock with a lesson.
void showLesson(ui::MainWindow& window, const std::string& id)
{
    std::vector<std::string> ids;
    for (const ui::Lesson& lesson : ui::lessons())
        ids.push_back(lesson.id.toStdString());
    const ui::Lesson* lesson = ui::findLesson(QString::fromStdString(id));
    if (lesson == nullptr)
        throw UsageError("--learn: " + solvers::unknownName("lesson", id, ids));
    window.openLesson(lesson);
}

void savePicture(const QPixmap& picture, const std::string& file)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    if (!picture.save(&buffer, "PNG"))
        throw std::runtime_error(file + ": the picture could not be made");
    writeText(file, bytes.toStdString());
}

} // namespace

int openWindow(const std::string& file)
{
    if (!hasDisplay()) {
        std::cerr << "separatrix: window: no display; separatrix --help lists the commands that "
                     "need none\n";
        return kFailed;
    }
    Application application;
    ui::Theme theme(application.get());
    ui::MainWindow window(theme);
    addPages(window, theme);
    window.restore();
    window.show();
    if (!file.empty())
        window.openFile(QString::fromStdString(file));
    return QApplication::exec();
}

std::string recipeText(const std::string& file)
{
    const QString name = QString::fromStdString(file);
    const auto recipe = ui::readRecipe(name);
    if (!recipe)
        throw std::runtime_error(file
            + ": carries no recipe of Separatrix; expected a chart, table or trajectories that a "
              "page has exported");
    return ui::toJson(*recipe) + "\n";
}

void takeScreenshot(const Screenshot& shot)
{
    goOffscreen();
    const PrivateSettings settings;
    Application application;
    ui::Theme theme(application.get(), shot.dark ? ui::ThemeMode::Dark : ui::ThemeMode::Light);
    ui::MainWindow window(theme);
    addPages(window, theme);
    ui::Lab* lab = findLab(window, shot.lab);
    window.showLab(lab->id());
    window.resize(shot.size);
    window.show();
    if (!shot.open.empty()) {
        window.openFile(QString::fromStdString(shot.open));
        lab = window.currentLab();
    }
    if (const QSize size = window.size(); size != shot.size)
        throw UsageError("--size: the window needs at least " + std::to_string(size.width()) + "x"
            + std::to_string(size.height()));
    if (shot.lab == "solve" && shot.open.empty())
        showProblem(window, shot);
    if (auto* gradients = qobject_cast<ui::GradientsLab*>(lab); gradients && !shot.problem.empty())
        gradients->setProblem(solvers::problemById(shot.problem));
    if (!shot.lesson.empty())
        showLesson(window, shot.lesson);
    showView(*lab, shot.view);
    // Two rounds of layout and paint: the first may still move things.
    for (int round = 0; round < 2; ++round)
        waitUntil([] { return false; }, 100);
    savePicture(window.grab(), shot.file);
}

void checkPlotName(const std::string& file)
{
    bool known = false;
    ui::plotFormatOf(QString::fromStdString(file), &known);
    if (!known)
        throw UsageError(
            "--plot: expected a file name ending in .png, .svg or .pdf, got '" + file + "'");
}

void plotTrajectories(const std::string& file, const solvers::Problem& problem,
    std::span<const solvers::Solution> solutions)
{
    checkPlotName(file);
    const QString target = QString::fromStdString(file);
    ui::PlotExportOptions options;
    options.format = ui::plotFormatOf(target);
    goOffscreen();
    const PrivateSettings settings;
    Application application;
    ui::Theme theme(application.get(), ui::ThemeMode::Light);
    ui::SolveJob job { problem, {},
        problem.hasExact() ? ui::ReferenceKind::Exact : ui::ReferenceKind::Accurate };
    for (const auto& solution : solutions) {
        job.requests.push_back({ solution.method, solution.options });
        options.recipe.emplace_back(QStringLiteral("Solver"),
            QString::fromUtf8(
                solution.method->id.data(), static_cast<qsizetype>(solution.method->id.size())));
    }
    for (const auto& expression : problem.rhs)
        options.recipe.emplace_back(
            QStringLiteral("Equation"), QString::fromStdString("y' = " + expression));
    options.recipe.emplace_back(QStringLiteral("Version"), QStringLiteral(SEPARATRIX_VERSION));
    options.recipe = ui::withPage(options.recipe,
        ui::PageRecipe { QStringLiteral("solve"), QStringLiteral("trajectory"),
            solvers::solutionsRecipe(problem, solutions, SEPARATRIX_VERSION),
            QStringLiteral(SEPARATRIX_VERSION) });

    const std::atomic<bool> stop { false };
    const auto results
        = std::make_shared<const ui::SolveResults>(ui::runSolveJob(job, stop, [](int, int) {}));
    ui::PlotView view(theme);
    ui::SolveChart chart(theme, &view);
    chart.setComponent(problem.dim() == 1 ? 0 : ui::SolveChart::kAllComponents);
    chart.setResults(results);
    ui::exportPlots(target, { &view }, options);
}

int measureLatency(double seconds)
{
    if (!hasDisplay())
        goOffscreen();
    const PrivateSettings settings;
    Application application;
    ui::Theme theme(application.get(), ui::ThemeMode::Light);
    ui::MainWindow window(theme);
    addPages(window, theme);
    auto* train = qobject_cast<ui::TrainLab*>(findLab(window, "train"));
    window.showLab(train->id());
    window.resize(1440, 900);
    window.show();
    waitUntil([] { return false; }, 500);
    train->start();
    nlohmann::ordered_json document;
    {
        const ui::LatencyProbe probe;
        waitUntil([] { return false; }, static_cast<int>(seconds * 1000.0));
        const ui::LatencyReport report = probe.report();
        document
            = { { "seconds", seconds }, { "events", report.count }, { "median_ms", report.median },
                  { "percentile99_ms", report.percentile99 }, { "maximum_ms", report.maximum } };
    }
    QElapsedTimer closing;
    closing.start();
    train->shutdown();
    document["shutdown_ms"] = closing.elapsed();
    std::cout << document.dump(2) << '\n';
    return kSuccess;
}

} // namespace app
