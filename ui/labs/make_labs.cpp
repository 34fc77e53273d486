// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/make_labs.h"

#include "ui/labs/depth_lab.h"
#include "ui/labs/empty_lab.h"
#include "ui/labs/solve_lab.h"
#include "ui/labs/train_lab.h"

#include <QCoreApplication>

namespace ui {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ui::makeLabs", text);
}

Lab* makeGradients(Theme& theme)
{
    return new EmptyLab(theme, "gradients", tr("Gradients"),
        { tr("Gradients is not built yet"),
            tr("This page will compare back-propagation through the steps with the adjoint "
               "equations: gradients, their errors, evaluations of f and memory."),
            tr("In Train an ODE-Net can be trained with either gradient; choose it in the "
               "inspector under “Gradient” and compare the runs."),
            tr("Go to Train"), "train" });
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
    return { new SolveLab(theme), new DepthLab(theme), makeGradients(theme), new TrainLab(theme),
        makeRuns(theme) };
}

} // namespace ui
