// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style.h"

#include "ui/theme.h"

#include <QAbstractSpinBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QStyleOption>
#include <QTabBar>
#include <QToolButton>

namespace ui {

namespace {

bool has(const QStyleOption* option, QStyle::StateFlag flag)
{
    return option->state.testFlag(flag);
}

QRectF crisp(const QRect& rect, double width = 1.0)
{
    return QRectF(rect).adjusted(width / 2, width / 2, -width / 2, -width / 2);
}

QColor blend(const QColor& a, const QColor& b, float share)
{
    const auto mix = [share](float x, float y) { return x + (y - x) * share; };
    return QColor::fromRgbF(
        mix(a.redF(), b.redF()), mix(a.greenF(), b.greenF()), mix(a.blueF(), b.blueF()));
}

void drawRounded(QPainter* painter, const QRectF& box, const QBrush& fill, const QPen& edge,
    double radius = metrics::kControlRadius)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(edge);
    painter->setBrush(fill);
    painter->drawRoundedRect(box, radius, radius);
    painter->restore();
}

} // namespace

void Style::drawField(const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const Tokens& t = tokens();
    const bool enabled = has(option, State_Enabled);
    const bool invalid = widget && widget->property("invalid").toBool();
    const bool focus = enabled && has(option, State_HasFocus);
    const double width = invalid || focus ? 2.0 : 1.0;
    const QColor edge = invalid        ? t.error
        : focus                        ? t.accent
        : !enabled                     ? t.border
        : has(option, State_MouseOver) ? t.text3
                                       : t.outline;
    drawRounded(
        painter, crisp(option->rect, width), enabled ? t.surface : t.panel, QPen(edge, width));
}

void Style::drawButton(const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const Tokens& t = tokens();
    const QString kind = widget ? widget->property("kind").toString() : QString();
    const bool enabled = has(option, State_Enabled);
    const bool focus = has(option, State_HasFocus) && has(option, State_KeyboardFocusChange);
    const bool down = has(option, State_Sunken) || has(option, State_On);
    const bool hover = enabled && has(option, State_MouseOver);
    const QRectF box = crisp(option->rect);
    if (kind == "link") {
        if (focus)
            drawRounded(painter, crisp(option->rect, 2.0), Qt::NoBrush, QPen(t.accent, 2.0));
        return;
    }
    if (kind.startsWith("primary")) {
        QColor fill = down ? blend(t.accent, t.text, 0.25f)
            : hover        ? blend(t.accent, t.text, 0.12f)
                           : t.accent;
        if (!enabled)
            fill = blend(t.accent, t.surface, 0.5f);
        drawRounded(painter, focus ? box.adjusted(3, 3, -3, -3) : box, fill, Qt::NoPen);
        if (focus)
            drawRounded(painter, crisp(option->rect, 2.0), Qt::NoBrush, QPen(t.accent, 2.0));
        return;
    }
    const QColor fill = !enabled ? t.panel : down ? t.selection : hover ? t.accentWeak : t.surface;
    drawRounded(painter, box, fill, QPen(enabled ? t.outline : t.border));
    if (focus)
        drawRounded(painter, crisp(option->rect, 2.0), Qt::NoBrush, QPen(t.accent, 2.0));
}

void Style::drawToolButton(
    const QStyleOption* option, QPainter* painter, const QWidget* widget) const
{
    const Tokens& t = tokens();
    const bool enabled = has(option, State_Enabled);
    const QWidget* host = widget ? widget->parentWidget() : nullptr;
    const bool ofTabBar = qobject_cast<const QTabBar*>(host);
    if (ofTabBar) // it lies over the tabs
        painter->fillRect(option->rect, t.window);
    const bool plain = ofTabBar || (widget && widget->property("plain").toBool());
    const bool on = has(option, State_On) || has(option, State_Sunken);
    const bool hover = enabled && has(option, State_MouseOver);
    const bool focus = has(option, State_HasFocus) && has(option, State_KeyboardFocusChange);
    if (!plain)
        drawRounded(painter, crisp(option->rect),
            on          ? t.accentWeak
                : hover ? t.accentWeak
                        : t.surface,
            QPen(enabled ? t.outline : t.border));
    else if (on || hover)
        drawRounded(painter, QRectF(option->rect),
            on ? t.accentWeak : blend(t.panel, t.accentWeak, 0.6f), Qt::NoPen);
    if (focus)
        drawRounded(painter, crisp(option->rect, 2.0), Qt::NoBrush, QPen(t.accent, 2.0));
}

void Style::drawCheck(const QStyleOption* option, QPainter* painter, bool round) const
{
    const Tokens& t = tokens();
    const bool enabled = has(option, State_Enabled);
    const bool on = has(option, State_On) || has(option, State_NoChange);
    const QRectF box = crisp(option->rect);
    const double radius = round ? box.width() / 2 : metrics::kControlRadius - 1;
    const QColor fill = !on ? t.surface : enabled ? t.accent : blend(t.accent, t.surface, 0.5f);
    const QColor edge = on ? fill : enabled ? t.outline : t.border;
    drawRounded(painter, box, fill, QPen(edge, 1.2), radius);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(t.onAccent, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    const QPointF origin = box.topLeft();
    const double s = box.width() / 15.0;
    if (round && on) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(t.onAccent);
        painter->drawEllipse(box.center(), 3 * s, 3 * s);
    } else if (has(option, State_NoChange)) {
        painter->drawLine(origin + QPointF(4, 7.5) * s, origin + QPointF(11, 7.5) * s);
    } else if (on) {
        painter->drawPolyline(QPolygonF({ origin + QPointF(3.6, 7.8) * s,
            origin + QPointF(6.4, 10.6) * s, origin + QPointF(11.4, 4.6) * s }));
    }
    painter->restore();
}

void Style::drawChevron(QPainter* painter, const QRectF& box, double angle, bool enabled) const
{
    QColor ink = enabled ? tokens().text2 : tokens().text3;
    if (!enabled)
        ink.setAlphaF(0.6f);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(ink, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->translate(box.center());
    painter->rotate(angle);
    painter->drawPolyline(QPolygonF({ { -3.8, -1.9 }, { 0, 1.9 }, { 3.8, -1.9 } }));
    painter->restore();
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
    const QWidget* widget) const
{
    switch (element) {
    case PE_PanelButtonCommand:
        return drawButton(option, painter, widget);
    case PE_PanelButtonTool:
        return drawToolButton(option, painter, widget);
    case PE_PanelLineEdit:
        if (const QWidget* host = widget ? widget->parentWidget() : nullptr;
            qobject_cast<const QAbstractSpinBox*>(host) || qobject_cast<const QComboBox*>(host))
            return; // the control around it has painted the field
        return drawField(option, painter, widget);
    case PE_FrameLineEdit:
    case PE_FrameFocusRect:
    case PE_FrameTabBarBase:
    case PE_IndicatorTabTearLeft:
    case PE_IndicatorTabTearRight:
    case PE_FrameStatusBarItem:
    case PE_FrameButtonTool:
    case PE_FrameDefaultButton:
        return;
    case PE_PanelStatusBar:
        painter->fillRect(option->rect, tokens().panel);
        painter->fillRect(QRect(0, option->rect.top(), option->rect.width(), 1), tokens().border);
        return;
    case PE_IndicatorCheckBox:
        return drawCheck(option, painter, false);
    case PE_IndicatorRadioButton:
        return drawCheck(option, painter, true);
    case PE_IndicatorArrowDown:
        return drawChevron(painter, option->rect, 0, has(option, State_Enabled));
    case PE_IndicatorArrowUp:
        return drawChevron(painter, option->rect, 180, has(option, State_Enabled));
    case PE_IndicatorArrowRight:
        return drawChevron(painter, option->rect, -90, has(option, State_Enabled));
    case PE_IndicatorArrowLeft:
        return drawChevron(painter, option->rect, 90, has(option, State_Enabled));
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void Style::drawSpinBox(
    const QStyleOptionSpinBox* option, QPainter* painter, const QWidget* widget) const
{
    drawField(option, painter, widget);
    if (option->buttonSymbols == QAbstractSpinBox::NoButtons)
        return;
    const auto arrow = [&](SubControl part, double angle, QAbstractSpinBox::StepEnabledFlag flag) {
        const QRect box = subControlRect(CC_SpinBox, option, part, widget);
        const bool enabled = has(option, State_Enabled) && option->stepEnabled.testFlag(flag);
        if (enabled && option->activeSubControls == part && has(option, State_MouseOver))
            drawRounded(painter, QRectF(box).adjusted(2, 0.5, -2, -0.5), tokens().accentWeak,
                Qt::NoPen, 2.0);
        const double shift = angle > 0 ? 1.5 : -1.5;
        drawChevron(painter, QRectF(box).translated(0, shift), angle, enabled);
    };
    arrow(SC_SpinBoxUp, 180, QAbstractSpinBox::StepUpEnabled);
    arrow(SC_SpinBoxDown, 0, QAbstractSpinBox::StepDownEnabled);
}

void Style::drawComboBox(
    const QStyleOptionComboBox* option, QPainter* painter, const QWidget* widget) const
{
    drawField(option, painter, widget);
    const QRect arrow = subControlRect(CC_ComboBox, option, SC_ComboBoxArrow, widget);
    drawChevron(painter, arrow, 0, has(option, State_Enabled));
}

void Style::drawSlider(
    const QStyleOptionSlider* option, QPainter* painter, const QWidget* widget) const
{
    const Tokens& t = tokens();
    const bool enabled = has(option, State_Enabled);
    const QRectF handle = subControlRect(CC_Slider, option, SC_SliderHandle, widget);
    const QRectF r = option->rect;
    const bool horizontal = option->orientation == Qt::Horizontal;
    QRectF groove = horizontal ? QRectF(r.left(), r.center().y() - 2, r.width(), 4)
                               : QRectF(r.center().x() - 2, r.top(), 4, r.height());
    QRectF filled = groove;
    if (horizontal)
        (option->upsideDown ? filled.setLeft(handle.center().x())
                            : filled.setRight(handle.center().x()));
    else
        (option->upsideDown ? filled.setTop(handle.center().y())
                            : filled.setBottom(handle.center().y()));
    drawRounded(painter, groove, t.border, Qt::NoPen, 2.0);
    const QColor accent = enabled ? t.accent : t.text3;
    drawRounded(painter, filled, accent, Qt::NoPen, 2.0);
    const QRectF knob(handle.center() - QPointF(6.5, 6.5), QSizeF(13, 13));
    const bool focus = has(option, State_HasFocus) && has(option, State_KeyboardFocusChange);
    drawRounded(painter, knob, t.surface, QPen(accent, focus ? 3.0 : 2.0), 6.5);
}

void Style::drawScrollBar(
    const QStyleOptionSlider* option, QPainter* painter, const QWidget* widget) const
{
    if (option->maximum <= option->minimum)
        return;
    const Tokens& t = tokens();
    const QRect slider = subControlRect(CC_ScrollBar, option, SC_ScrollBarSlider, widget);
    const bool active = has(option, State_Sunken) || has(option, State_MouseOver);
    const QRectF thumb = option->orientation == Qt::Horizontal
        ? QRectF(slider).adjusted(2, 2.5, -2, -2.5)
        : QRectF(slider).adjusted(2.5, 2, -2.5, -2);
    drawRounded(painter, thumb, active ? t.outline : t.field, Qt::NoPen, 2.5);
}

void Style::drawTab(const QStyleOptionTab* option, QPainter* painter, const QWidget* widget) const
{
    const Tokens& t = tokens();
    const bool selected = has(option, State_Selected);
    const bool enabled = has(option, State_Enabled);
    const QRect r = option->rect;
    if (selected)
        painter->fillRect(QRect(r.left(), r.bottom() - 1, r.width(), 2), t.accent);
    painter->save();
    QFont font = widget ? widget->font() : painter->font();
    font.setWeight(selected ? QFont::DemiBold : QFont::Normal);
    painter->setFont(font);
    painter->setPen(!enabled                       ? t.text3
            : selected                             ? t.accent
            : has(option, QStyle::State_MouseOver) ? t.text
                                                   : t.text2);
    painter->drawText(r, Qt::AlignCenter | mnemonicFlag(option, widget), option->text);
    painter->restore();
    if (has(option, State_HasFocus) && has(option, State_KeyboardFocusChange))
        drawRounded(painter, crisp(r.adjusted(2, 8, -2, -8), 2.0), Qt::NoBrush, QPen(t.accent, 2));
}

void Style::drawProgress(const QStyleOptionProgressBar* option, QPainter* painter) const
{
    const QRectF bar(option->rect.left(), option->rect.center().y() - 3.5, option->rect.width(), 8);
    drawRounded(painter, bar, tokens().border, Qt::NoPen, 3.0);
    const double range = double(option->maximum) - option->minimum;
    const double share = range > 0 ? (double(option->progress) - option->minimum) / range : 0.0;
    if (share <= 0)
        return;
    painter->save();
    painter->setClipRect(QRectF(bar.left(), bar.top(), bar.width() * share, bar.height()));
    drawRounded(painter, bar, tokens().accent, Qt::NoPen, 3.0);
    painter->restore();
}

void Style::drawHeaderSection(const QStyleOption* option, QPainter* painter) const
{
    painter->fillRect(option->rect, tokens().panel);
    painter->fillRect(QRect(option->rect.left(), option->rect.bottom(), option->rect.width(), 1),
        tokens().border);
}

void Style::drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
    const QWidget* widget) const
{
    switch (element) {
    case CE_PushButtonLabel:
        if (const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option))
            return drawButtonLabel(button, painter, widget);
        break;
    case CE_ToolButtonLabel:
        if (const auto* button = qstyleoption_cast<const QStyleOptionToolButton*>(option))
            return drawToolButtonLabel(button, painter, widget);
        break;
    case CE_TabBarTabShape:
        return; // all of a tab is drawn with its label
    case CE_TabBarTabLabel:
        if (const auto* tab = qstyleoption_cast<const QStyleOptionTab*>(option))
            return drawTab(tab, painter, widget);
        break;
    case CE_ProgressBarGroove:
    case CE_ProgressBarLabel:
        return;
    case CE_ProgressBarContents:
        if (const auto* bar = qstyleoption_cast<const QStyleOptionProgressBar*>(option))
            return drawProgress(bar, painter);
        break;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        return drawHeaderSection(option, painter);
    case CE_ToolBar:
        painter->fillRect(option->rect, tokens().panel);
        painter->fillRect(
            QRect(option->rect.right(), 0, 1, option->rect.height()), tokens().border);
        return;
    case CE_MenuBarEmptyArea:
        painter->fillRect(option->rect, tokens().panel);
        painter->fillRect(
            QRect(0, option->rect.bottom(), option->rect.width(), 1), tokens().border);
        return;
    case CE_MenuBarItem:
        if (const auto* item = qstyleoption_cast<const QStyleOptionMenuItem*>(option))
            return drawMenuBarItem(item, painter, widget);
        break;
    default:
        break;
    }
    QProxyStyle::drawControl(element, option, painter, widget);
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
    QPainter* painter, const QWidget* widget) const
{
    const auto* slider = qstyleoption_cast<const QStyleOptionSlider*>(option);
    if (const auto* spin = qstyleoption_cast<const QStyleOptionSpinBox*>(option);
        control == CC_SpinBox && spin)
        return drawSpinBox(spin, painter, widget);
    if (const auto* combo = qstyleoption_cast<const QStyleOptionComboBox*>(option);
        control == CC_ComboBox && combo)
        return drawComboBox(combo, painter, widget);
    if (control == CC_Slider && slider)
        return drawSlider(slider, painter, widget);
    if (control == CC_ScrollBar && slider)
        return drawScrollBar(slider, painter, widget);
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

} // namespace ui
