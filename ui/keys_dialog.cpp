// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/keys_dialog.h"

#include "ui/theme.h"
#include "ui/widgets/buttons.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace ui {

KeysDialog::KeysDialog(Theme& theme, QWidget* parent)
    : QDialog(parent)
{
    setObjectName("keys_dialog");
    setWindowTitle(tr("Keyboard"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(24, 20, 24, 20);
    column->setSpacing(12);
    column->addWidget(makeLabel(theme, tr("Keys of the window"), 15, TextColor::Text, true, this));
    const struct {
        QString keys, meaning;
    } rows[] = {
        { tr("Ctrl+1 … Ctrl+5"), tr("Solve, Depth, Gradients, Train, Runs") },
        { tr("Ctrl+Tab"), tr("next view of the page") },
        { tr("Ctrl+R, Ctrl+P, Esc"), tr("run; pause or resume; cancel") },
        { tr("Ctrl+E, Ctrl+Shift+C"), tr("export charts; copy the chart") },
        { tr("Ctrl+O, Ctrl+S"), tr("open; save") },
        { tr("Ctrl+Z, Ctrl+Shift+Z"), tr("undo a setting; redo it") },
        { tr("F1, F9, F11"), tr("lessons; inspector; full screen") },
        { tr("In a chart: C, Z, 0, L"), tr("crosshair, zoom box, fit, legend") },
        { tr("In a chart: ← →, Home, End"), tr("one step; first and last step") },
        { tr("In a chart: Space"), tr("play-back") },
        { tr("In the phase portrait"),
            tr("click: a trajectory; Shift+click: backwards; drag its start; Delete") },
        { tr("In Stability"), tr("drag a mark along its ray: the step size follows") },
        { tr("In a number: ↑ ↓"),
            tr("next value of 1-2-5; 1e-4, 10^-4, 0,25, 1/64 and pi are read") },
    };
    auto* grid = new QGridLayout;
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(6);
    int line = 0;
    for (const auto& row : rows) {
        grid->addWidget(makeLabel(theme, row.keys, 13, TextColor::Text, false, this), line, 0);
        auto* meaning = makeLabel(theme, row.meaning, 13, TextColor::Text2, false, this);
        grid->addWidget(meaning, line++, 1);
    }
    column->addLayout(grid);

    column->addStretch();
    auto* close = makeButton(theme, ButtonKind::Plain, tr("&Close"), {}, this);
    close->setObjectName("keys_close");
    connect(close, &QPushButton::clicked, this, &QDialog::close);
    column->addWidget(close, 0, Qt::AlignRight);
    resize(640, 440);
}

} // namespace ui
