// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace ui {

class Theme;

/// Rich text in the formula font: <i>y</i>′ = <i>y</i> − ½ <i>e</i><sup><i>t</i>/2</sup> sin
/// 5<i>t</i>. Framed: a box of its own (the formula under the problem picker); else a line of a
/// form.
class FormulaLabel final : public QLabel {
    Q_OBJECT
public:
    FormulaLabel(Theme& theme, bool framed, QWidget* parent = nullptr);

    /// html: shown; plain: the accessible name.
    void setFormula(const QString& html, const QString& plain);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme& m_theme;
    bool m_framed;
};

} // namespace ui
