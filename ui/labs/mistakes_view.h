// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "solvers/analysis/mistakes/mistake.h"
#include "ui/labs/gradients_view.h"
#include "ui/labs/mistakes_chart.h"

#include <QHash>

class QLabel;
class QStackedWidget;

namespace ui {

class Banner;
class Card;
class JobRun;
class MistakesImages;
class MistakesList;
class MistakesModel;
class ResultsTable;
class SegmentedChoice;
class Theme;

/// The Mistakes tab: the museum of mistakes in the article's code. Each is computed as published
/// and corrected from the same inputs, in a worker, when it is first looked at.
class MistakesView final : public GradientsView {
    Q_OBJECT
public:
    explicit MistakesView(Theme& theme, QWidget* parent = nullptr);
    ~MistakesView() override; ///< stops the worker and joins its thread

    QString id() const override { return QStringLiteral("mistakes"); }
    QString title() const override { return tr("Mistakes"); }
    /// The mistakes have inputs of their own: the results of the page are not looked at.
    void setResults(std::shared_ptr<const GradientResults> results) override;
    void setStale(bool) override { } ///< nor do they age with them
    bool usesSettings() const override { return false; }
    std::vector<PlotView*> plots() const override;
    bool hasTable() const override { return true; }
    void copyTable() override;
    QString tableAsCsv() const override;
    QString statusText() const override;
    QString progressText() const override;
    bool isBusy() const override { return m_run != nullptr; }
    bool canCancel() const override { return m_run != nullptr; }
    void cancel() override;
    void shutdown() override;

    QString mistake() const; ///< id of the one on show
    void setMistake(const QString& id); ///< as if chosen; ignored for an unknown id
    void setShown(MistakesShown shown); ///< as if switched
    /// What is on show; nullptr: not computed yet
    std::shared_ptr<const solvers::MistakeRun> run() const { return m_runs.value(mistake()); }

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* buildList();
    QWidget* buildPage();
    QWidget* buildHead(QWidget* parent);
    void select();
    void compute();
    void takeRun(const QString& id, const std::shared_ptr<const void>& result);
    void showRun();

    Theme& m_theme;
    MistakesList* m_list = nullptr;
    Banner* m_banner = nullptr;
    Card* m_card = nullptr; ///< of the picture
    SegmentedChoice* m_choice = nullptr;
    QLabel* m_title = nullptr;
    QLabel* m_place = nullptr;
    QLabel* m_paragraph = nullptr;
    QLabel* m_lookAt = nullptr;
    QStackedWidget* m_pictures = nullptr;
    PlotView* m_plot = nullptr;
    MistakesImages* m_images = nullptr;
    MistakesModel* m_model = nullptr;
    ResultsTable* m_table = nullptr;

    QHash<QString, std::shared_ptr<const solvers::MistakeRun>> m_runs;
    MistakesShown m_shown = MistakesShown::Both;
    JobRun* m_run = nullptr;
    int m_percent = 0;
};

} // namespace ui
