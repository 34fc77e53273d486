// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "nn/training/options_json.h"
#include "nn/training/run_log.h"
#include "nn/training/table1.h"
#include "small_data_set.h"
#include "ui/labs/runs_lab.h"
#include "ui/labs/runs_panel.h"
#include "ui/main_window.h"
#include "ui/theme.h"
#include "ui/widgets/results_table.h"
#include "ui/workers/run_queue.h"
#include "ui/workers/run_shelf.h"
#include "ui_test_helpers.h"

#include <QAbstractButton>
#include <QTest>

#include <memory>
#include <string>
#include <vector>

inline constexpr int kRunsWait = 120'000; ///< ms; sanitised builds on a busy machine are slow

/// The window with the Runs page over a store of its own. open() before each test.
class RunsPage {
public:
    explicit RunsPage(const QString& application)
        : m_settings(application)
        , m_theme(std::make_unique<ui::Theme>(*qApp, ui::ThemeMode::Light))
        , m_data(48, 16)
    {
    }

    void reset() ///< an empty store, no settings, no window
    {
        close();
        QSettings().clear();
        m_folder = std::make_unique<QTemporaryDir>();
    }

    void open(bool restore = false)
    {
        m_window = std::make_unique<ui::MainWindow>(*m_theme);
        m_lab = new ui::RunsLab(*m_theme, store(), resources());
        m_window->addLab(m_lab);
        m_window->resize(1440, 900);
        if (restore)
            m_lab->restoreSession();
        m_window->show();
        settle();
    }
    void close() { m_window.reset(); }

    void settle() const ///< until the store is read and nothing waits
    {
        QTRY_VERIFY_WITH_TIMEOUT(!m_lab->isBusy(), kRunsWait);
    }

    nn::RunStore store() const { return nn::RunStore(folder() / "runs"); }
    std::filesystem::path folder() const { return m_folder->path().toStdString(); }
    QString resources() const { return m_folder->filePath(QStringLiteral("results")); }

    /// A run whose record says these test errors, one an epoch, as if it had been trained.
    std::string addRun(const std::string& name, const std::string& model, std::uint64_t seed,
        const std::vector<double>& errors, double rate = 1e-3) const
    {
        nn::RunConfig config;
        config.name = name;
        config.options.model.model = model;
        if (nn::modelById(model).ofPlane)
            config.options.plane = nn::planeSetConfig("spirals");
        config.options.seed = seed;
        config.options.learningRate = rate;
        config.options.epochs = static_cast<int>(errors.size());
        const nn::StoredRun run = store().create(config);
        nn::RunLogWriter log(nn::RunFolder(run.folder).record());
        log.write(nn::RunStart { "2026-01-01T00:00:00Z", nn::toJson(config.options), 1000 });
        int number = 0;
        double best = 1.0;
        for (const double error : errors) {
            nn::RunEpoch epoch { ++number, 0.5 / number, error, 10.0, 16.0, 12.0, 5'000'000 };
            epoch.trainSeconds = 8.0 + static_cast<double>(seed);
            epoch.evaluationSeconds = 2.0;
            log.write(epoch);
            best = std::min(best, error);
        }
        log.write(nn::RunEnd { "finished", best, 10.0 * number });
        return run.id;
    }

    /// A small training to be queued: a few digits, one thread.
    nn::RunConfig smallRun(const std::string& name, const std::string& model = "mlp",
        int epochs = 2, std::uint64_t seed = 1) const
    {
        nn::RunConfig config;
        config.name = name;
        config.options.model.model = model;
        config.options.dataDirectory = m_data.folder();
        config.options.epochs = epochs;
        config.options.batch = 16;
        config.options.threads = 1;
        config.options.seed = seed;
        return config;
    }

    template <typename T>
    T* find(const char* name) const
    {
        return partOf<T>(*m_lab, QLatin1String(name));
    }
    void click(const char* name) const
    {
        QTest::mouseClick(find<QAbstractButton>(name), Qt::LeftButton);
    }

    QAbstractItemModel* list() const { return m_lab->panel().table()->model(); }
    QStringList shownNames() const
    {
        QStringList names;
        for (int row = 0; row < list()->rowCount(); ++row)
            names << list()->index(row, 0).data(Qt::EditRole).toString();
        return names;
    }
    int rowOf(const QString& name) const { return static_cast<int>(shownNames().indexOf(name)); }
    void tick(const QString& name, bool on = true) const
    {
        list()->setData(
            list()->index(rowOf(name), 0), on ? Qt::Checked : Qt::Unchecked, Qt::CheckStateRole);
    }
    void select(const QString& name) const { m_lab->panel().table()->selectRow(rowOf(name)); }

protected:
    SettingsSandbox m_settings;
    std::unique_ptr<ui::Theme> m_theme;
    SmallDataSet m_data;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ui::MainWindow> m_window;
    ui::RunsLab* m_lab = nullptr;
};
