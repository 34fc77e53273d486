// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/method_options.h"

#include "app/command_line.h"
#include "app/commands/problem_options.h"
#include "solvers/methods/tableau_file.h"

#include <algorithm>
#include <iostream>

namespace app {

void MethodOptions::add(CLI::App& command)
{
    command.add_option("--solver", m_solvers, "NAME[,NAME...]: see separatrix list solvers");
    command
        .add_option("--tableau", m_files,
            "FILE.json with the coefficients of a Runge-Kutta method; may be repeated")
        ->expected(1)
        ->take_all();
}

const solvers::Method* MethodOptions::find(const std::string& name) const
{
    for (const auto& own : m_own)
        if (own.tableau().id == name)
            return &own.method();
    return nullptr;
}

std::vector<const solvers::Method*> MethodOptions::chosen()
{
    if (m_solvers.empty() && m_files.empty())
        throw UsageError("--solver: missing; give --solver NAME or --tableau FILE.json");
    m_own.clear();
    for (const auto& file : m_files) {
        solvers::UserMethod own(solvers::readTableauFile(file));
        if (find(own.tableau().id) != nullptr)
            throw UsageError("--tableau: " + file + ": a second tableau has the id '"
                + own.tableau().id + "'; give every file an id of its own");
        std::cerr << file << ": " << own.orderText() << '\n';
        if (const std::string text = own.embeddedOrderText(); !text.empty())
            std::cerr << file << ": embedded " << text << '\n';
        m_own.push_back(std::move(own));
    }
    std::vector<const solvers::Method*> methods;
    if (!m_solvers.empty())
        for (const auto& name : parseNames("--solver", m_solvers)) {
            const solvers::Method* own = find(name);
            methods.push_back(own != nullptr ? own : chosenMethods(name).front());
        }
    for (const auto& own : m_own)
        if (std::find(methods.begin(), methods.end(), &own.method()) == methods.end())
            methods.push_back(&own.method());
    return methods;
}

} // namespace app
