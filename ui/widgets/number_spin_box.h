// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractSpinBox>

#include <limits>

class QLabel;

namespace ui {

class Theme;

/// A number field: reads 1e-4, 0.0001, 10^-4, 0,25, 1/64, pi; steps by 1-2-5, by a constant or in
/// whole numbers; shows − (U+2212). Invalid text stays, gets a red edge and the reason as tooltip;
/// value() keeps the last good number. The wheel acts only on a focused field.
class NumberSpinBox : public QAbstractSpinBox {
    Q_OBJECT
    Q_PROPERTY(double value READ value WRITE setValue NOTIFY valueChanged USER true)
public:
    enum class Stepping { OneTwoFive, Linear, Integer };

    explicit NumberSpinBox(Theme& theme, QWidget* parent = nullptr);

    double value() const { return m_value; }
    int intValue() const; ///< value() rounded
    /// Programmatic change: clamps to the range, replaces the text; signals only a change.
    void setValue(double value);
    void setRange(double minimum, double maximum); ///< both included
    void setMinimumExclusive(bool exclusive); ///< the minimum itself is refused (step > 0)
    void setStepping(Stepping stepping, double linearStep = 1.0);
    /// Italic symbol or word before the number ("h", "tol"); rich text allowed.
    void setPrefix(const QString& prefix);
    void setUnit(const QString& unit); ///< upright, after the number
    void setDescription(const QString& toolTip); ///< tooltip while the text is valid

    bool isValid() const { return m_reason.isEmpty(); }
    const QString& invalidReason() const { return m_reason; }

    void stepBy(int steps) override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void valueChanged(double value); ///< while typing too, once the text is a number in range
    void validityChanged(bool valid);

protected:
    bool event(QEvent* event) override;
    StepEnabled stepEnabled() const override;
    QValidator::State validate(QString& text, int& position) const override;
    void fixup(QString& text) const override;
    void wheelEvent(QWheelEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void readText(const QString& text);
    void showValue();
    void setReason(const QString& reason);
    QString refusal(double value) const; // why a number cannot be taken, or nothing
    double stepped(double from, int steps) const;
    void placeLabels();

    Theme& m_theme;
    double m_value = 0.0;
    double m_minimum = -std::numeric_limits<double>::max();
    double m_maximum = std::numeric_limits<double>::max();
    bool m_minimumExclusive = false;
    Stepping m_stepping = Stepping::OneTwoFive;
    double m_linearStep = 1.0;
    QString m_reason;
    QString m_description;
    QLabel* m_prefix = nullptr;
    QLabel* m_unit = nullptr;
};

} // namespace ui
