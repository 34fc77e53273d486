// SPDX-License-Identifier: GPL-3.0-or-later
// Metrics and geometry of the style; what it paints is in style_painting.cpp.
#include "ui/style.h"

#include "ui/theme.h"

#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QComboBox>
#include <QGuiApplication>
#include <QPushButton>
#include <QSlider>
#include <QStyleFactory>
#include <QStyleOption>
#include <QTabBar>
#include <QToolButton>

#include <algorithm>

namespace ui {

namespace {

constexpr int kArrowWidth = 26; // of a combo box; the spin box has 22
constexpr int kSpinArrowWidth = 22;

int heightOfKind(const QString& kind)
{
    if (kind.endsWith("start"))
        return metrics::kStartButtonHeight;
    return kind.endsWith("small") || kind == "link" ? metrics::kCompactHeight
                                                    : metrics::kControlHeight;
}

int paddingOfKind(const QString& kind)
{
    if (kind.endsWith("start"))
        return 20;
    return kind.endsWith("small") || kind == "link" ? 9 : 14;
}

} // namespace

Style::Style(const Theme& theme)
    : QProxyStyle(QStyleFactory::create("Fusion"))
    , m_theme(theme)
{
}

const Tokens& Style::tokens() const
{
    return m_theme.tokens();
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const
{
    switch (metric) {
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
    case PM_ButtonIconSize:
    case PM_SmallIconSize:
    case PM_SliderThickness:
    case PM_SliderLength:
    case PM_SliderControlThickness:
        return 16;
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
        return 8;
    case PM_ScrollBarExtent:
        return 10;
    case PM_ScrollBarSliderMin:
        return 32;
    case PM_TabBarTabHSpace:
        return 28;
    case PM_TabBarBaseHeight:
    case PM_TabBarBaseOverlap:
    case PM_TabBarTabShiftHorizontal:
    case PM_TabBarTabShiftVertical:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_ToolBarFrameWidth:
    case PM_ToolBarItemMargin:
        return 0;
    case PM_MenuBarItemSpacing:
    case PM_MenuBarPanelWidth:
    case PM_MenuBarVMargin:
        return 0;
    case PM_MenuBarHMargin:
        return 4;
    case PM_DefaultFrameWidth:
        return qobject_cast<const QAbstractItemView*>(widget) ? 0 : 1;
    case PM_TabBarScrollButtonWidth:
        return 24;
    case PM_HeaderMargin:
        return 8;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
    QStyleHintReturn* result) const
{
    switch (hint) {
    case SH_UnderlineShortcut: // access keys show while Alt is held
        return QGuiApplication::keyboardModifiers().testFlag(Qt::AltModifier) ? 1 : 0;
    case SH_ComboBox_Popup:
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_Widget_Animate:
    case SH_Widget_Animation_Duration:
        return 0;
    case SH_TabBar_Alignment:
        return Qt::AlignLeft;
    case SH_Slider_AbsoluteSetButtons:
        return Qt::LeftButton;
    case SH_ToolTip_WakeUpDelay:
        return 500;
    default:
        return QProxyStyle::styleHint(hint, option, widget, result);
    }
}

QSize Style::sizeFromContents(
    ContentsType type, const QStyleOption* option, const QSize& size, const QWidget* widget) const
{
    switch (type) {
    case CT_PushButton: {
        const auto* button = qstyleoption_cast<const QStyleOptionButton*>(option);
        const QString kind = widget ? widget->property("kind").toString() : QString();
        int width = 2 * paddingOfKind(kind);
        if (button) {
            width += button->fontMetrics.size(Qt::TextShowMnemonic, button->text).width();
            width += button->icon.isNull() ? 0 : button->iconSize.width() + 8;
        }
        const int text = button ? button->fontMetrics.height() + 6 : 0;
        return { width, std::max(heightOfKind(kind), text) };
    }
    case CT_ComboBox:
        return { size.width() + 20 + kArrowWidth,
            std::max(metrics::kControlHeight, size.height() + 8) };
    case CT_LineEdit:
    case CT_SpinBox:
        return { size.width(), std::max(metrics::kControlHeight, size.height()) };
    case CT_TabBarTab:
        return { size.width(), metrics::kTabBarHeight };
    case CT_MenuBarItem:
        return { size.width() + 20, std::max(metrics::kMenuBarHeight - 1, size.height() + 4) };
    case CT_CheckBox:
        return QProxyStyle::sizeFromContents(type, option, size, widget)
            .expandedTo({ 24, metrics::kCompactHeight });
    default:
        return QProxyStyle::sizeFromContents(type, option, size, widget);
    }
}

QRect Style::subElementRect(
    SubElement element, const QStyleOption* option, const QWidget* widget) const
{
    if (element == SE_ProgressBarGroove || element == SE_ProgressBarContents)
        return option->rect;
    if (element == SE_LineEditContents && widget
        && !qobject_cast<const QAbstractSpinBox*>(widget->parentWidget()))
        return option->rect.adjusted(8, 1, -8, -1);
    return QProxyStyle::subElementRect(element, option, widget);
}

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex* option,
    SubControl part, const QWidget* widget) const
{
    const QRect r = option->rect;
    if (control == CC_SpinBox) {
        const QRect arrows(
            r.right() - kSpinArrowWidth, r.top() + 2, kSpinArrowWidth, r.height() - 4);
        QRect result;
        if (part == SC_SpinBoxUp)
            result = arrows.adjusted(0, 0, 0, -arrows.height() / 2);
        else if (part == SC_SpinBoxDown)
            result = arrows.adjusted(0, arrows.height() - arrows.height() / 2, 0, 0);
        else if (part == SC_SpinBoxEditField)
            result
                = QRect(r.left() + 6, r.top() + 2, r.width() - kSpinArrowWidth - 8, r.height() - 4);
        else
            result = r;
        return visualRect(option->direction, r, result);
    }
    if (control == CC_ComboBox) {
        if (part == SC_ComboBoxArrow)
            return visualRect(option->direction, r,
                QRect(r.right() - kArrowWidth, r.top(), kArrowWidth, r.height()));
        if (part == SC_ComboBoxEditField)
            return visualRect(option->direction, r,
                QRect(r.left() + 8, r.top() + 2, r.width() - kArrowWidth - 8, r.height() - 4));
    }
    if (control == CC_ScrollBar) {
        const auto* bar = qstyleoption_cast<const QStyleOptionSlider*>(option);
        if (bar && (part == SC_ScrollBarAddLine || part == SC_ScrollBarSubLine))
            return {}; // no arrow buttons
        if (bar && part == SC_ScrollBarGroove)
            return r;
        if (bar
            && (part == SC_ScrollBarSlider || part == SC_ScrollBarAddPage
                || part == SC_ScrollBarSubPage)) {
            const bool horizontal = bar->orientation == Qt::Horizontal;
            const int room = horizontal ? r.width() : r.height();
            const int range = bar->maximum - bar->minimum;
            const int length = range <= 0
                ? room
                : std::clamp(
                    static_cast<int>(qint64(bar->pageStep) * room / (range + bar->pageStep)),
                    std::min(32, room), room);
            const int start = sliderPositionFromValue(
                bar->minimum, bar->maximum, bar->sliderPosition, room - length, bar->upsideDown);
            const int from = part == SC_ScrollBarSlider ? start
                : part == SC_ScrollBarAddPage           ? start + length
                                                        : 0;
            const int to = part == SC_ScrollBarSlider ? start + length
                : part == SC_ScrollBarAddPage         ? room
                                                      : start;
            return horizontal ? QRect(r.left() + from, r.top(), to - from, r.height())
                              : QRect(r.left(), r.top() + from, r.width(), to - from);
        }
    }
    return QProxyStyle::subControlRect(control, option, part, widget);
}

void Style::polish(QWidget* widget)
{
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton*>(widget) || qobject_cast<QAbstractSpinBox*>(widget)
        || qobject_cast<QComboBox*>(widget) || qobject_cast<QSlider*>(widget)
        || qobject_cast<QTabBar*>(widget))
        widget->setAttribute(Qt::WA_Hover);
}

} // namespace ui
