// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/number_spin_box.h"

#include "ui/theme.h"
#include "ui/widgets/number_text.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QStyle>
#include <QWheelEvent>

#include <algorithm>
#include <array>
#include <cmath>

namespace ui {

NumberSpinBox::NumberSpinBox(Theme& theme, QWidget* parent)
    : QAbstractSpinBox(parent)
    , m_theme(theme)
{
    setFocusPolicy(Qt::StrongFocus); // not by the wheel
    setFrame(true);
    setKeyboardTracking(true);
    setAccelerated(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(lineEdit(), &QLineEdit::textEdited, this, &NumberSpinBox::readText);
    connect(this, &QAbstractSpinBox::editingFinished, this, [this] {
        if (isValid())
            showValue();
        lineEdit()->setModified(false);
    });
    connect(&m_theme, &Theme::changed, this, &NumberSpinBox::placeLabels);
    showValue();
}

int NumberSpinBox::intValue() const
{
    return static_cast<int>(std::lround(std::clamp(m_value, -2e9, 2e9)));
}

void NumberSpinBox::setValue(double value)
{
    if (!std::isfinite(value))
        return;
    value = std::clamp(value, m_minimum, m_maximum);
    if (m_stepping == Stepping::Integer)
        value = std::round(value);
    const bool changes = value != m_value;
    m_value = value;
    setReason({});
    showValue();
    if (changes)
        emit valueChanged(m_value);
}

void NumberSpinBox::setRange(double minimum, double maximum)
{
    m_minimum = minimum;
    m_maximum = std::max(minimum, maximum);
    setValue(m_value);
    updateGeometry();
}

void NumberSpinBox::setMinimumExclusive(bool exclusive)
{
    m_minimumExclusive = exclusive;
}

void NumberSpinBox::setStepping(Stepping stepping, double linearStep)
{
    m_stepping = stepping;
    m_linearStep = linearStep;
}

void NumberSpinBox::setPrefix(const QString& prefix)
{
    if (!m_prefix)
        m_prefix = new QLabel(this);
    m_prefix->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_prefix->setText(prefix);
    placeLabels();
}

void NumberSpinBox::setUnit(const QString& unit)
{
    if (!m_unit)
        m_unit = new QLabel(this);
    m_unit->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_unit->setText(unit);
    placeLabels();
}

void NumberSpinBox::setDescription(const QString& toolTip)
{
    m_description = toolTip;
    if (isValid())
        setToolTip(toolTip);
}

QString NumberSpinBox::refusal(double value) const
{
    if (m_stepping == Stepping::Integer && value != std::round(value))
        return tr("%1 is not a whole number.").arg(settingText(value));
    if (m_minimumExclusive ? value <= m_minimum : value < m_minimum)
        return (m_minimumExclusive ? tr("Must be greater than %1.") : tr("Must be at least %1."))
            .arg(settingText(m_minimum));
    if (value > m_maximum)
        return tr("Must be at most %1.").arg(settingText(m_maximum));
    return {};
}

void NumberSpinBox::readText(const QString& text)
{
    QString reason;
    const auto value = parseNumber(text, &reason);
    if (value)
        reason = refusal(*value);
    setReason(reason);
    if (value && reason.isEmpty() && *value != m_value) {
        m_value = *value;
        emit valueChanged(m_value);
    }
}

void NumberSpinBox::setReason(const QString& reason)
{
    const bool wasValid = m_reason.isEmpty();
    m_reason = reason;
    setToolTip(reason.isEmpty() ? m_description : reason);
    setAccessibleDescription(reason);
    if (wasValid == reason.isEmpty())
        return;
    setProperty("invalid", !reason.isEmpty());
    update();
    emit validityChanged(reason.isEmpty());
}

void NumberSpinBox::showValue()
{
    const QString text = settingText(m_value);
    if (lineEdit()->text() != text)
        lineEdit()->setText(text);
    lineEdit()->setCursorPosition(0); // a long number shows its leading digits
    update();
}

double NumberSpinBox::stepped(double from, int steps) const
{
    if (m_stepping != Stepping::OneTwoFive)
        return from
            + steps * (m_stepping == Stepping::Integer ? std::round(m_linearStep) : m_linearStep);
    if (from == 0.0)
        return steps > 0 ? 0.1 : -0.1;
    const double sign = from < 0 ? -1.0 : 1.0;
    const int outwards = sign > 0 ? steps : -steps; // away from zero
    // Position in the ladder ... 0.5, 1, 2, 5, 10 ...: a value between two rungs goes to the next.
    constexpr std::array rungs { 1.0, 2.0, 5.0 };
    const double size = std::abs(from);
    auto decade = static_cast<int>(std::floor(std::log10(size) + 1e-12));
    const double mantissa = size / std::pow(10.0, decade);
    const auto near = [](double a, double b) { return std::abs(a - b) < 1e-9 * b; };
    int rung = 0;
    while (rung < 2
        && (mantissa > rungs[static_cast<std::size_t>(rung) + 1]
            || near(mantissa, rungs[static_cast<std::size_t>(rung) + 1])))
        ++rung;
    const bool onRung = near(mantissa, rungs[static_cast<std::size_t>(rung)]);
    int index = 3 * decade + rung + outwards;
    if (outwards < 0 && !onRung)
        ++index;
    decade = static_cast<int>(std::floor(index / 3.0));
    const int digit = static_cast<int>(rungs[static_cast<std::size_t>(index - 3 * decade)]);
    // Through text, so that 0.1 is the double nearest to 0.1.
    return sign * QStringLiteral("%1e%2").arg(digit).arg(decade).toDouble();
}

void NumberSpinBox::stepBy(int steps)
{
    double target = std::clamp(stepped(m_value, steps), m_minimum, m_maximum);
    if (m_minimumExclusive && target <= m_minimum)
        target = m_value;
    setValue(target);
    selectAll();
}

bool NumberSpinBox::event(QEvent* event)
{
    // While something is typed, undo is the field's; afterwards the window's.
    if (event->type() == QEvent::ShortcutOverride && !lineEdit()->isModified()) {
        const auto* key = static_cast<const QKeyEvent*>(event);
        if (key->matches(QKeySequence::Undo) || key->matches(QKeySequence::Redo)) {
            event->ignore();
            return true;
        }
    }
    return QAbstractSpinBox::event(event);
}

QAbstractSpinBox::StepEnabled NumberSpinBox::stepEnabled() const
{
    StepEnabled enabled = StepNone;
    if (m_value < m_maximum)
        enabled |= StepUpEnabled;
    if (m_value > m_minimum)
        enabled |= StepDownEnabled;
    return enabled;
}

QValidator::State NumberSpinBox::validate(QString&, int&) const
{
    return QValidator::Acceptable; // any text may stand; readText() judges it
}

void NumberSpinBox::fixup(QString&) const { }

void NumberSpinBox::wheelEvent(QWheelEvent* event)
{
    if (hasFocus())
        QAbstractSpinBox::wheelEvent(event);
    else
        event->ignore(); // so that the inspector scrolls
}

void NumberSpinBox::focusOutEvent(QFocusEvent* event)
{
    QAbstractSpinBox::focusOutEvent(event);
    if (isValid())
        showValue();
}

void NumberSpinBox::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && !isValid()) {
        setReason({}); // back to the last good number
        showValue();
        selectAll();
        return;
    }
    QAbstractSpinBox::keyPressEvent(event);
}

void NumberSpinBox::resizeEvent(QResizeEvent* event)
{
    QAbstractSpinBox::resizeEvent(event);
    placeLabels();
}

void NumberSpinBox::changeEvent(QEvent* event)
{
    QAbstractSpinBox::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::EnabledChange)
        placeLabels();
}

void NumberSpinBox::placeLabels()
{
    const QRect field = lineEdit()->geometry();
    QMargins margins(0, 0, 0, 0);
    if (m_prefix && !m_prefix->text().isEmpty()) {
        const bool symbol = m_prefix->text().size() == 1 || m_prefix->text().contains(u'<');
        m_prefix->setFont(symbol ? m_theme.mathFont(TextSize::Small) : font());
        m_prefix->adjustSize();
        m_prefix->move(field.left() + 2, field.center().y() - m_prefix->height() / 2 + 1);
        margins.setLeft(m_prefix->width() + 3);
        m_prefix->raise();
        m_prefix->show();
    }
    if (m_unit && !m_unit->text().isEmpty()) {
        m_unit->setFont(font());
        m_unit->adjustSize();
        m_unit->move(
            field.right() - m_unit->width(), field.center().y() - m_unit->height() / 2 + 1);
        margins.setRight(m_unit->width() + 4);
        m_unit->raise();
        m_unit->show();
    }
    if (lineEdit()->textMargins() != margins)
        lineEdit()->setTextMargins(margins);
}

QSize NumberSpinBox::sizeHint() const
{
    return { 96, std::max(metrics::kControlHeight, fontMetrics().height() + 10) };
}

QSize NumberSpinBox::minimumSizeHint() const
{
    return { 68, sizeHint().height() };
}

} // namespace ui
