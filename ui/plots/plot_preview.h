// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QWidget>

namespace ui {

class Theme;

/// Shows a rendered picture, fitted and centred, over the chequers that stand for transparent.
class PlotPreview final : public QWidget {
    Q_OBJECT
public:
    explicit PlotPreview(const Theme& theme, QWidget* parent = nullptr);

    void setImage(const QImage& image); ///< in device pixels; null: nothing to show
    const QImage& image() const { return m_image; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    QImage m_image;
};

} // namespace ui
