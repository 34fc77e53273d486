// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/gradients_charts.h"
#include "ui/labs/gradients_view.h"

class QHBoxLayout;
class QLabel;
class QPushButton;
class QSlider;
class QVBoxLayout;

namespace ui {

class Card;
class ComboBox;
class GradientsTableModel;
class ResultsTable;
class Theme;

/// The tab "Gradients": state, adjoint and parameter adjoint against time, the table of the
/// gradients, their error against the step, and why they differ. Object names:
/// gradients_chart_state, _adjoint, _parameters, _error; gradients_table, gradients_time,
/// gradients_values, gradients_why, gradients_copy, gradients_csv, gradients_latex.
class GradientsCompareView final : public GradientsView {
    Q_OBJECT
public:
    explicit GradientsCompareView(Theme& theme, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("gradients"); }
    QString title() const override { return tr("Gradients"); }
    void setResults(std::shared_ptr<const GradientResults> results) override;
    std::vector<PlotView*> plots() const override;
    QList<QWidget*> tools() override;
    bool hasTable() const override { return true; }
    void copyTable() override;
    QString tableAsCsv() const override;
    QString tableAsLatex() const;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    PlotView* addPlot(Card* card, const QString& name, const QString& title);
    void buildCharts(QVBoxLayout* column);
    void buildTime(QVBoxLayout* column);
    void buildTable(QVBoxLayout* column);
    void buildLower(QVBoxLayout* column);
    void showPickers();
    void showCharts();
    void showTable();
    void showTime(double time, const PlotView* from);

    Theme& m_theme;
    std::shared_ptr<const GradientResults> m_results;
    GradientsFocus m_focus;
    int m_parameter = 0; ///< the selected one, where there are many
    double m_time = 0.0;
    PlotView* m_state = nullptr;
    PlotView* m_adjoint = nullptr;
    PlotView* m_parameters = nullptr;
    PlotView* m_error = nullptr;
    QSlider* m_slider = nullptr;
    QLabel* m_values = nullptr;
    QLabel* m_why = nullptr;
    ComboBox* m_componentPicker = nullptr;
    ComboBox* m_parameterPicker = nullptr;
    GradientsTableModel* m_model = nullptr;
    ResultsTable* m_table = nullptr;
    bool m_showing = false;
};

} // namespace ui
