// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/plots/plot_view.h"
#include "ui/workers/flow_job.h"

#include <memory>

namespace ui {

QString flowWashId(); ///< of the layer

/// The probabilities of a picture as a wash in the colours of the two classes, behind the curves.
PlotLayer flowWashLayer(std::shared_ptr<const FlowPicture> picture);

} // namespace ui
