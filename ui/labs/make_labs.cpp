// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/make_labs.h"

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

Lab* makeDepth(Theme& theme)
{
    return new EmptyLab(theme, "depth", tr("Depth"),
        { tr("Depth is not built yet"),
            tr("This page will show a residual network of N blocks beside the flow that it "
               "follows, and how their difference shrinks as N grows."),
            tr("A residual block is one Euler step: in Solve, follow Euler and lower h from 0.25 "
               "to see the same approach of the steps to the curve."),
            tr("Go to Solve"), "solve" });
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
    return { new SolveLab(theme), makeDepth(theme), new GradientsLab(theme), new TrainLab(theme),
        makeRuns(theme) };
}

} // namespace ui
