// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/make_labs.h"

#include "ui/labs/depth_lab.h"
#include "ui/labs/empty_lab.h"
#include "ui/labs/gradients_lab.h"
#include "ui/labs/solve_lab.h"
#include "ui/labs/train_lab.h"

#include <QCoreApplication>

namespace ui {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ui::makeLabs", text);
}

Lab* makeRuns(Theme& theme)
{
    return new EmptyLab(theme, "runs", tr("Runs"),
        { tr("Runs is not built yet"),
            tr("This page will list the stored training runs, draw them over each other and "
               "collect Table 1 of the article from them."),
            tr("Train shows the run that goes on and writes it to a file; "
               "“separatrix train --log RUN.jsonl” does the same without a window."),
            tr("Go to Train"), "train" });
}

} // namespace

QList<Lab*> makeLabs(Theme& theme)
{
    return { new SolveLab(theme), new DepthLab(theme), new GradientsLab(theme), new TrainLab(theme),
        makeRuns(theme) };
}

} // namespace ui
