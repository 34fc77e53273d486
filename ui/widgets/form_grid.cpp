// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/form_grid.h"

#include "ui/theme.h"

#include <QGridLayout>

namespace ui {

QGridLayout* makeFormGrid(QWidget* parent, int labelWidth)
{
    auto* grid = new QGridLayout(parent);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(metrics::kCardGap);
    grid->setVerticalSpacing(metrics::kRowGap);
    grid->setColumnMinimumWidth(0, labelWidth);
    grid->setColumnStretch(1, 1);
    return grid;
}

} // namespace ui
