// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/solve_step_text.h"

#include <QWidget>

class QLabel;

namespace ui {

class Theme;

/// The numbers of one step below its chart: stages in up to two lines, the formula, the outcome.
/// What has no room is elided and stands in the tool tip. Object names of the labels: NAME_stages,
/// NAME_formula, NAME_outcome.
class StepCaption final : public QWidget {
    Q_OBJECT
public:
    StepCaption(Theme& theme, const QString& name, QWidget* parent = nullptr);

    void setTexts(const StepTexts& texts);
    void clear() { setTexts({}); }

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void useMathFont();
    void fit();
    double widthOf(const QString& text) const;
    qsizetype termsThatFit(const ElidableText& text) const; ///< on one line

    Theme& m_theme;
    StepTexts m_texts;
    QLabel* m_stages;
    QLabel* m_moreStages;
    QLabel* m_formula;
    QLabel* m_outcome;
};

} // namespace ui
