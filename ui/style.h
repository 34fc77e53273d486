// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

class QStyleOptionButton;
class QStyleOptionComboBox;
class QStyleOptionMenuItem;
class QStyleOptionProgressBar;
class QStyleOptionSlider;
class QStyleOptionSpinBox;
class QStyleOptionTab;
class QStyleOptionToolButton;

namespace ui {

class Theme;
struct Tokens;

/// Fusion with the shapes of the design: flat controls of 28 px, radius 4, a focus ring of 2 px.
/// Reads a few dynamic properties of widgets: "kind" of a push button ("primary", "small",
/// "primary-small", "start", "primary-start", "link"), "plain" of a tool button, "invalid" of a
/// field.
class Style final : public QProxyStyle {
    Q_OBJECT
public:
    explicit Style(const Theme& theme);

    int pixelMetric(
        PixelMetric metric, const QStyleOption* option, const QWidget* widget) const override;
    int styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget,
        QStyleHintReturn* result) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption* option, const QSize& size,
        const QWidget* widget) const override;
    QRect subElementRect(
        SubElement element, const QStyleOption* option, const QWidget* widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex* option, SubControl part,
        const QWidget* widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
        const QWidget* widget) const override;
    void drawControl(ControlElement element, const QStyleOption* option, QPainter* painter,
        const QWidget* widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex* option,
        QPainter* painter, const QWidget* widget) const override;
    void polish(QWidget* widget) override;

    using QProxyStyle::polish;

private:
    const Tokens& tokens() const;
    void drawField(const QStyleOption* option, QPainter* painter, const QWidget* widget) const;
    void drawButton(const QStyleOption* option, QPainter* painter, const QWidget* widget) const;
    void drawToolButton(const QStyleOption* option, QPainter* painter, const QWidget* widget) const;
    int mnemonicFlag(const QStyleOption* option, const QWidget* widget) const;
    void drawButtonLabel(
        const QStyleOptionButton* option, QPainter* painter, const QWidget* widget) const;
    void drawToolButtonLabel(
        const QStyleOptionToolButton* option, QPainter* painter, const QWidget* widget) const;
    void drawMenuBarItem(
        const QStyleOptionMenuItem* option, QPainter* painter, const QWidget* widget) const;
    void drawCheck(const QStyleOption* option, QPainter* painter, bool round) const;
    void drawChevron(QPainter* painter, const QRectF& box, double angle, bool enabled) const;
    void drawSpinBox(
        const QStyleOptionSpinBox* option, QPainter* painter, const QWidget* widget) const;
    void drawComboBox(
        const QStyleOptionComboBox* option, QPainter* painter, const QWidget* widget) const;
    void drawSlider(
        const QStyleOptionSlider* option, QPainter* painter, const QWidget* widget) const;
    void drawScrollBar(
        const QStyleOptionSlider* option, QPainter* painter, const QWidget* widget) const;
    void drawTab(const QStyleOptionTab* option, QPainter* painter, const QWidget* widget) const;
    void drawProgress(const QStyleOptionProgressBar* option, QPainter* painter) const;
    void drawHeaderSection(const QStyleOption* option, QPainter* painter) const;

    const Theme& m_theme;
};

} // namespace ui
