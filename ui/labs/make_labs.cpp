// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/labs/make_labs.h"

#include "ui/labs/depth_lab.h"
#include "ui/labs/gradients_lab.h"
#include "ui/labs/runs_lab.h"
#include "ui/labs/solve_lab.h"
#include "ui/labs/train_lab.h"

namespace ui {

QList<Lab*> makeLabs(Theme& theme)
{
    return { new SolveLab(theme), new DepthLab(theme), new GradientsLab(theme), new TrainLab(theme),
        new RunsLab(theme) };
}

} // namespace ui
