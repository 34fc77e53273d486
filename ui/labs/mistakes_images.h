// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/labs/mistakes_chart.h"

#include <QWidget>

class QGridLayout;

namespace ui {

class Theme;

/// The pictures of a mistake, one row for each version, in one scale of colours.
class MistakesImages final : public QWidget {
    Q_OBJECT
public:
    explicit MistakesImages(Theme& theme, QWidget* parent = nullptr);

    void showImages(const std::vector<solvers::MistakeImage>& images, MistakesShown shown);

private:
    Theme& m_theme;
    QGridLayout* m_grid;
    QWidget* m_page = nullptr;
};

} // namespace ui
